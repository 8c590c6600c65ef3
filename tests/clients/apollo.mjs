// Apollo Client's normalized cache on a real server: asks every operation, then reads each back.
import { isDeepStrictEqual } from "node:util";

import { ApolloClient, HttpLink, InMemoryCache, gql } from "@apollo/client";
import { loadDevMessages, loadErrorMessages } from "@apollo/client/dev";
import { relayStylePagination } from "@apollo/client/utilities";
import { print } from "graphql";

import { asked, embedded, endpoint, headers, operations, possibleTypes, report } from "./contract.mjs";

loadDevMessages();
loadErrorMessages();

function opened(fields = {}) {
  const merged = Object.fromEntries(embedded.map((name) => [name, { merge: true }]));
  return new ApolloClient({
    link: new HttpLink({ uri: endpoint, headers }),
    cache: new InMemoryCache({ possibleTypes, typePolicies: { ...merged, Query: { fields } } }),
  });
}

const client = opened();
const documents = operations.map(({ name, text, variables }) => ({ name, query: gql(text), variables }));
for (const { query, variables } of documents) await client.query({ query, variables });

const incomplete = [];
const different = [];
for (const { name, query, variables } of documents) {
  const document = client.cache.transformDocument(query);
  const found = client.cache.diff({ query: document, variables, optimistic: false });
  if (!found.complete) incomplete.push(name);
  const answer = await asked(print(document), variables);
  if (!isDeepStrictEqual(plain(found.result), answer)) different.push(name);
}

// Pages of one list run together into one list.
const paged = opened({ objectives: relayStylePagination(["filter", "orderBy"]) });
const goals = gql`
  query Goals($first: Int!, $after: String) {
    objectives(first: $first, after: $after, orderBy: { field: TITLE }) {
      edges { cursor node { id title } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }
`;
const pages = paged.watchQuery({ query: goals, variables: { first: 2 } });
const shown = new Promise((resolve, reject) => {
  pages.subscribe(({ data, loading, error }) => {
    if (error) reject(error);
    if (loading || !data) return;
    const { edges, pageInfo } = data.objectives;
    if (!pageInfo.hasNextPage) resolve(edges.map(({ node }) => node.id));
    else pages.fetchMore({ variables: { after: pageInfo.endCursor } }).catch(reject);
  });
});

report({
  incomplete,
  different,
  keys: Object.keys(client.extract()).filter((key) => !["__META", "ROOT_QUERY"].includes(key)),
  paged: await shown,
});

function plain(value) {
  return JSON.parse(JSON.stringify(value));
}
