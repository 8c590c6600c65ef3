// Runs the server audits of the package graphql-http against the URL given, with the token in
// GOALGRAPH_TOKEN, and prints them as JSON: [{id, name, status, reason}, …].
import { serverAudits } from 'graphql-http';

const token = process.env.GOALGRAPH_TOKEN;
const authorized = (url, init) =>
  fetch(url, {
    ...init,
    headers: { ...init?.headers, ...(token && { authorization: `Bearer ${token}` }) },
  });

const results = [];
for (const { id, name, fn } of serverAudits({ url: process.argv[2], fetchFn: authorized })) {
  const { status, reason, response } = await fn();
  results.push({ id, name, status, reason });
  if (response?.body && !response.bodyUsed) await response.body.cancel();
}
console.log(JSON.stringify(results));
