// urql's normalized cache, which knows the contract, on a real server: asks every operation, then
// reads each back without the server.
import { isDeepStrictEqual } from "node:util";

import { Client, fetchExchange, gql } from "@urql/core";
import { cacheExchange } from "@urql/exchange-graphcache";
import { relayPagination } from "@urql/exchange-graphcache/extras";
import { minifyIntrospectionQuery } from "@urql/introspection";
import { print } from "graphql";

import { asked, embedded, endpoint, headers, introspection, operations, report, said } from "./contract.mjs";

function opened(resolvers = {}) {
  return new Client({
    url: endpoint,
    fetchOptions: { headers },
    preferGetMethod: false,
    exchanges: [
      cacheExchange({
        schema: minifyIntrospectionQuery(introspection),
        keys: Object.fromEntries(embedded.map((name) => [name, () => null])),
        resolvers,
        logger: (severity, message) => said.push(`${severity}: ${message}`),
      }),
      fetchExchange,
    ],
  });
}

const client = opened();
const documents = operations.map(({ name, text, variables }) => ({ name, query: gql(text), variables }));
const failed = [];
for (const { name, query, variables } of documents) {
  const { error } = await client.query(query, variables, { requestPolicy: "network-only" });
  if (error) failed.push(`${name}: ${error}`);
}

const incomplete = [];
const different = [];
for (const { name, query, variables } of documents) {
  const found = await client.query(query, variables, { requestPolicy: "cache-only" });
  if (!found.data || found.stale) incomplete.push(name);
  const answer = await asked(print(query), variables);
  if (!isDeepStrictEqual(JSON.parse(JSON.stringify(found.data)), answer)) different.push(name);
}

// Pages of one list run together into one list.
const paged = opened({ Query: { objectives: relayPagination() } });
const goals = gql`
  query Goals($first: Int!, $after: String) {
    objectives(first: $first, after: $after, orderBy: { field: TITLE }) {
      edges { cursor node { id title } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }
`;
let after = null;
let list;
do {
  const { data, error } = await paged.query(
    goals,
    { first: 2, after },
    { requestPolicy: "network-only" },
  );
  if (error) throw error;
  list = data.objectives;
  after = list.pageInfo.endCursor;
} while (list.pageInfo.hasNextPage);

report({ failed, incomplete, different, paged: list.edges.map(({ node }) => node.id) });
