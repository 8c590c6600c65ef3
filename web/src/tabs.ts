// What GraphiQL keeps of a visitor's tabs in localStorage, and when the questions take their place.

import type { Question } from "./questions";

const TABS = "graphiql:tabState";
const SHOWN = "goalgraph:questions";

/** Before GraphiQL reads what it kept: questions that were never touched are shown as they are now, which
    may be about another organization or another day. What a visitor wrote or closed stays. */
export function prepare(questions: readonly Question[]): void {
  const shown = JSON.stringify(questions.map(({ query, variables }) => [query, variables]));
  if (kept() === localStorage.getItem(SHOWN)) localStorage.removeItem(TABS);
  localStorage.setItem(SHOWN, shown);

  // GraphiQL prefers what it kept to `defaultTabs`. It also keeps the text of its editors, but only once
  // it is edited, and takes that for the open tab's: without it, the first tab would open with its
  // variables empty. So a first visit begins with both.
  const first = questions[0];
  if (first && localStorage.getItem(TABS) === null) {
    localStorage.setItem("graphiql:query", first.query);
    localStorage.setItem("graphiql:variables", first.variables);
  }
}

function kept(): string | null {
  const text = localStorage.getItem(TABS);
  if (text === null) return null;
  try {
    const { tabs } = JSON.parse(text) as { tabs: { query: string; variables?: string }[] };
    return JSON.stringify(tabs.map(({ query, variables }) => [query, variables ?? ""]));
  } catch {
    return null; // GraphiQL says what it makes of it.
  }
}
