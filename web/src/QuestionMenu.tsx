// The list of example questions: goes to a question's tab, and brings back one that was closed or
// changed. Nothing that the visitor wrote is lost by it.

import { DropdownMenu, useGraphiQL, useGraphiQLActions } from "@graphiql/react";
import type { Question } from "./questions";

export function QuestionMenu({ questions }: { questions: readonly Question[] }) {
  const { addTab, changeTab, updateActiveTabValues } = useGraphiQLActions();
  const { tabs, queryEditor, variableEditor } = useGraphiQL((state) => ({
    tabs: state.tabs,
    queryEditor: state.queryEditor,
    variableEditor: state.variableEditor,
  }));

  function open({ name, query, variables }: Question) {
    const index = tabs.findIndex((tab) => tab.query === query);
    if (index >= 0) {
      changeTab(index);
      return;
    }
    addTab();
    // The editors show the active tab; the tab itself hears of an edit only a little later.
    queryEditor?.setValue(query);
    variableEditor?.setValue(variables);
    updateActiveTabValues({ query, variables, operationName: name });
  }

  return (
    <DropdownMenu>
      <DropdownMenu.Button className="questions">Example questions</DropdownMenu.Button>
      <DropdownMenu.Content className="questions-menu" align="end">
        {questions.map((question) => (
          <DropdownMenu.Item key={question.name} onSelect={() => open(question)}>
            <b>{question.name}</b>
            <span>{question.asks}</span>
          </DropdownMenu.Item>
        ))}
      </DropdownMenu.Content>
    </DropdownMenu>
  );
}
