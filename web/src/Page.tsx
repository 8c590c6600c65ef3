// The page: a header and GraphiQL, which opens with the worked example questions as its tabs.

import { GraphiQL } from "graphiql";
import { createPortal } from "react-dom";
import { EditorLook } from "./EditorLook";
import { fetcher } from "./endpoint";
import { Header } from "./Header";
import type { Question } from "./questions";

const header = document.getElementById("header")!;

const NEW_TAB = `# Write a question here. Ctrl-Space completes, Ctrl-Enter runs it,
# and the book on the left documents every type and field.
`;

export function Page({ questions }: { questions: readonly Question[] }) {
  const defaultTabs = questions.map(({ query, variables }) => ({ query, variables }));
  return (
    <GraphiQL
      fetcher={fetcher}
      defaultTabs={defaultTabs}
      defaultQuery={NEW_TAB}
      inputValueDeprecation
      schemaDescription
    >
      <GraphiQL.Logo>
        <span />
      </GraphiQL.Logo>
      <EditorLook />
      {createPortal(<Header questions={questions} />, header)}
    </GraphiQL>
  );
}
