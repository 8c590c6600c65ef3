// Smaller letters and wrapped lines, so that a question's comment is read without scrolling.

import { useEffect } from "react";
import { useGraphiQL } from "@graphiql/react";

export function EditorLook() {
  const editors = useGraphiQL((state) => ({
    query: state.queryEditor,
    variables: state.variableEditor,
    headers: state.headerEditor,
    response: state.responseEditor,
  }));

  useEffect(() => {
    for (const editor of Object.values(editors)) {
      editor?.updateOptions({ fontSize: 13, lineHeight: 19, wordWrap: "on" });
    }
  }, [editors]);

  return null;
}
