// The worked example questions: each file of ../questions is a tab, in the order of its names.

export interface Question {
  /** The operation's name, which GraphiQL shows as the title of its tab. */
  name: string;
  /** What is asked: the first sentence of the comment that the file begins with. */
  asks: string;
  query: string;
  /** JSON text, or empty. */
  variables: string;
}

const queries = import.meta.glob<string>("../questions/*.graphql", {
  query: "?raw",
  import: "default",
  eager: true,
});
const variables = import.meta.glob<string>("../questions/*.json", {
  query: "?raw",
  import: "default",
  eager: true,
});

function operationName(query: string): string {
  return /^(?:query|mutation)\s+(\w+)/m.exec(query)?.[1] ?? "";
}

/** "30 days ago" in the variables is the moment that was then: the demo's past moves with today. */
function dated(text: string): string {
  return text.replace(/"(\d+) days ago"/g, (_, days: string) =>
    JSON.stringify(new Date(Date.now() - Number(days) * 86_400_000).toISOString()),
  );
}

function firstSentence(query: string): string {
  const lines = query.split("\n");
  const end = lines.findIndex((line) => !line.startsWith("#"));
  const comment = lines
    .slice(0, end)
    .map((line) => line.replace(/^#\s?/, ""))
    .join(" ");
  return /^.*?[.?!](?=\s|$)/.exec(comment)?.[0] ?? comment;
}

const WRITTEN: readonly Question[] = Object.keys(queries)
  .sort()
  .map((path) => {
    const query = queries[path]!;
    return {
      name: operationName(query),
      asks: firstSentence(query),
      query,
      variables: dated((variables[path.replace(/\.graphql$/, ".json")] ?? "").trim()),
    };
  });

const NAMED = /"(\w+)": *"((obj|kr|kpi|team|psn|cyc)_[\w-]+)"/g;

/** Answers a query; null where nobody may ask. */
export type LookUp = (query: string, variables: object) => Promise<Found | null>;

type Found = Record<string, { nodes: { id: string }[] }> & { there: ({ id: string } | null)[] };

/** The questions about the organization that is asked: ids of the demo company which are not there
    become the first ids of their kind that are. */
export async function questions(lookUp: LookUp): Promise<readonly Question[]> {
  const named = WRITTEN.flatMap(({ variables }) => [...variables.matchAll(NAMED)]);
  const ids = [...new Set(named.map(([, , id]) => id))];
  const found = await lookUp(FIRST_OF_EACH, { ids }).catch(() => null);
  if (!found) return WRITTEN;
  const there = new Set(found.there.map((node) => node?.id));
  const replaced = (whole: string, key: string, id: string, prefix: string) => {
    const list = found[key === "objective" ? "below" : prefix];
    return there.has(id) ? whole : `"${key}": "${list?.nodes[0]?.id ?? id}"`;
  };
  return WRITTEN.map((question) => ({
    ...question,
    variables: question.variables.replace(NAMED, replaced),
  }));
}

// The aliases are the prefixes of ids. `below` is for the goal that would be aligned to another.
const FIRST_OF_EACH = `query FirstOfEach($ids: [ID!]!) {
  there: nodes(ids: $ids) { id }
  obj: objectives(first: 1, filter: { level: { eq: COMPANY }, lifecycle: { eq: ACTIVE } }) { nodes { id } }
  below: objectives(first: 1, filter: { not: { level: { eq: COMPANY } }, lifecycle: { eq: ACTIVE } }) { nodes { id } }
  kr: keyResults(first: 1) { nodes { id } }
  kpi: kpis(first: 1) { nodes { id } }
  team: teams(first: 1) { nodes { id } }
  psn: people(first: 1) { nodes { id } }
  cyc: cycles(first: 1, filter: { state: { eq: ACTIVE } }) { nodes { id } }
}`;
