import "graphiql/setup-workers/vite";
import "graphiql/style.css";
import "./page.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { data } from "./endpoint";
import { Page } from "./Page";
import { questions } from "./questions";
import { prepare } from "./tabs";

const asked = await questions(data);
prepare(asked);

createRoot(document.getElementById("graphiql")!).render(
  <StrictMode>
    <Page questions={asked} />
  </StrictMode>,
);
