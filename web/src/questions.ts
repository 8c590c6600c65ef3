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

export const QUESTIONS: readonly Question[] = Object.keys(queries)
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
