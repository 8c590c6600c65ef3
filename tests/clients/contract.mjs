// What both caches' checks begin with: the operations, the server's own introspection, and what a
// client derives from it.
import { readFileSync } from "node:fs";

import { getIntrospectionQuery } from "graphql";

const [, , url, variables = "{}"] = process.argv;
export const endpoint = `${url}/graphql`;
export const headers = { authorization: `Bearer ${process.env.GOALGRAPH_TOKEN}` };

const folder = new URL("operations/", import.meta.url);

/** Every operation with its variables, in the order in which they are given. */
export const operations = Object.entries(JSON.parse(variables)).map(([name, given]) => ({
  name,
  text: readFileSync(new URL(`${name}.graphql`, folder), "utf8"),
  variables: given,
}));

/** The answer as it came, without a client between. */
export async function asked(query, given = {}) {
  const response = await fetch(endpoint, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify({ query, variables: given }),
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

export const introspection = await asked(getIntrospectionQuery());

const { types, queryType, mutationType } = introspection.__schema;
const roots = [queryType.name, mutationType?.name];

/** The types of each interface and union, by its name. */
export const possibleTypes = Object.fromEntries(
  types
    .filter((type) => type.possibleTypes)
    .map((type) => [type.name, type.possibleTypes.map(({ name }) => name)]),
);

/** Object types without an id: parts of the object that has them. docs/clients.md says the same. */
export const embedded = types
  .filter(({ kind, name }) => kind === "OBJECT" && !name.startsWith("__") && !roots.includes(name))
  .filter(({ interfaces }) => !interfaces.some(({ name }) => name === "Node"))
  .map(({ name }) => name);

/** Everything that a library says on the console, until the process ends. */
export const said = [];
for (const level of ["debug", "info", "log", "warn", "error"]) {
  console[level] = (...words) => said.push(`${level}: ${words.map(String).join(" ")}`);
}

export function report(found) {
  process.stdout.write(JSON.stringify({ said, ...found }));
}
