// The bar above GraphiQL: what this is, the example questions, and who is asking.

import { useEffect, useState, useSyncExternalStore, type FormEvent } from "react";
import { currentAccess, hasToken, keepToken, subscribe, viewerName } from "./endpoint";
import mark from "./mark.svg";
import { QuestionMenu } from "./QuestionMenu";
import type { Question } from "./questions";

export function Header({ questions }: { questions: readonly Question[] }) {
  return (
    <>
      <a className="brand" href="/">
        <img src={mark} alt="" width="26" height="26" />
        <h1>goalgraph</h1>
      </a>
      <p className="tagline">Which objectives move this KPI, and what does this goal serve?</p>
      <QuestionMenu questions={questions} />
      <Asker />
    </>
  );
}

/** Who the endpoint takes the visitor for, or a place for the token that it wants. */
function Asker() {
  const access = useSyncExternalStore(subscribe, currentAccess);
  const [name, setName] = useState<string | null>(null);
  const [round, setRound] = useState(0);

  useEffect(() => {
    let stale = false;
    viewerName()
      .then((found) => {
        // Somebody else asks now: of their organization, and by what they may see of its schema.
        if (round > 0 && found) location.reload();
        else if (!stale) setName(found);
      })
      .catch(() => stale || setName(null));
    return () => {
      stale = true;
    };
  }, [round]);

  function use(token: string) {
    keepToken(token);
    setRound(round + 1);
  }

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    use(String(new FormData(event.currentTarget).get("token")).trim());
  }

  if (access === "wanted") {
    return (
      <form className="asker" onSubmit={submit}>
        <label htmlFor="token">
          {hasToken() ? "That token is not known." : "This server wants a token."}
        </label>
        <input
          id="token"
          name="token"
          type="password"
          autoComplete="off"
          placeholder="goalgraph token create …"
          required
        />
        <button type="submit">Use</button>
      </form>
    );
  }
  return (
    <div className="asker">
      {name && (
        <span>
          Asking as <b>{name}</b>
        </span>
      )}
      {hasToken() && (
        <button type="button" onClick={() => use("")}>
          Forget token
        </button>
      )}
    </div>
  );
}
