// The page: a header and GraphiQL, which opens with the worked example questions as its tabs.

import { GraphiQL } from "graphiql";
import { createPortal } from "react-dom";
import { EditorLook } from "./EditorLook";
import { fetcher } from "./endpoint";
import { Header } from "./Header";
import { QUESTIONS } from "./questions";

// GraphiQL keeps a visitor's tabs in localStorage and prefers them to `defaultTabs`. It also keeps the
// text of its editors there, but only once it is edited, and takes that for the open tab's: without
// it, the first tab would open with its variables empty. So a first visit begins with both.
const first = QUESTIONS[0];
if (first && localStorage.getItem("graphiql:tabState") === null) {
  localStorage.setItem("graphiql:query", first.query);
  localStorage.setItem("graphiql:variables", first.variables);
}

const defaultTabs = QUESTIONS.map(({ query, variables }) => ({ query, variables }));
const header = document.getElementById("header")!;

const NEW_TAB = `# Write a question here. Ctrl-Space completes, Ctrl-Enter runs it,
# and the book on the left documents every type and field.
`;

export function Page() {
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
      {createPortal(<Header />, header)}
    </GraphiQL>
  );
}
