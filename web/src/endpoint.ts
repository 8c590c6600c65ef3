// How the page asks the endpoint it was served by, and who it asks as.
//
// A demo server answers without a token. Any other one wants a bearer token: the visitor gives one
// in the header, and it is kept for this browser tab alone (sessionStorage), never on disk.

import { createGraphiQLFetcher, type Fetcher } from "@graphiql/toolkit";
import { parse } from "graphql";

const KEY = "goalgraph:token";

/** What the last answer said about the token: `wanted` after a 401. */
export type Access = "unknown" | "given" | "wanted";

let access: Access = "unknown";
const listeners = new Set<() => void>();

function note(next: Access): void {
  if (next === access) return;
  access = next;
  listeners.forEach((listener) => listener());
}

/** For React's useSyncExternalStore. */
export function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function currentAccess(): Access {
  return access;
}

export function hasToken(): boolean {
  return sessionStorage.getItem(KEY) !== null;
}

/** Keep the token for the requests to come; an empty one forgets it. */
export function keepToken(token: string): void {
  if (token) sessionStorage.setItem(KEY, token);
  else sessionStorage.removeItem(KEY);
}

async function ask(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const headers = new Headers(init?.headers);
  const token = sessionStorage.getItem(KEY);
  // A header that the visitor wrote in GraphiQL's own editor wins.
  if (token && !headers.has("Authorization")) headers.set("Authorization", `Bearer ${token}`);
  const response = await fetch(input, { ...init, headers });
  note(response.status === 401 ? "wanted" : "given");
  return response;
}

const send = createGraphiQLFetcher({ url: "/graphql", fetch: ask });

// GraphiQL learns the operation's name from the editor with a delay: who goes to another tab and runs
// it at once would ask for the operation of the tab before.
export const fetcher: Fetcher = (params, options) =>
  send({ ...params, operationName: named(params.query, params.operationName) }, options);

/** The name if the document has an operation of that name, else nothing. */
function named(query: string, name: string | null | undefined): string | undefined {
  try {
    const operations = parse(query).definitions.filter((it) => it.kind === "OperationDefinition");
    return operations.find((it) => it.name?.value === name)?.name?.value;
  } catch {
    return undefined; // The endpoint says what is wrong with it.
  }
}

/** The data of a query's answer, or null where nobody is known or the server does not say. */
export async function data<T>(query: string, variables: object = {}): Promise<T | null> {
  const response = await ask("/graphql", {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/graphql-response+json" },
    body: JSON.stringify({ query, variables }),
  });
  if (!response.ok) return null;
  const answer = (await response.json()) as { data?: T };
  return answer.data ?? null;
}

/** The viewer's name, likewise. */
export async function viewerName(): Promise<string | null> {
  const answer = await data<{ viewer: { name: string } }>("query Viewer { viewer { name } }");
  return answer?.viewer.name ?? null;
}
