// The token is typed in, where the address did not carry it.
import { type FormEvent, useState } from "react";
import { AskError, ask } from "../api/ask.ts";
import { storeToken } from "../api/token.ts";
import { Failure } from "../ui/failure.tsx";
import { useWords } from "../ui/language.tsx";

export function Login({ onToken }: { readonly onToken: (token: string) => void }) {
  const { say } = useWords();
  const [text, setText] = useState("");
  const [error, setError] = useState<unknown>(null);
  const enter = async (event: FormEvent) => {
    event.preventDefault();
    const token = text.trim();
    storeToken(token);
    try {
      await ask("/api/status");
      onToken(token);
    } catch (cause) {
      storeToken("");
      setError(cause);
    }
  };
  const isWrong = error instanceof AskError && error.code === "TOKEN";
  return (
    <section className="panel narrow">
      <h1>{say("login")}</h1>
      <p>{say("loginWhy")}</p>
      <p>
        <code>lineproof gateway page gateway.yaml</code>
      </p>
      <form className="fields" onSubmit={(event) => void enter(event)}>
        <label>
          {say("token")}
          <input
            type="password"
            autoComplete="off"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </label>
        <button type="submit" disabled={text.trim() === ""}>
          {say("signIn")}
        </button>
      </form>
      {isWrong ? <p role="alert">{say("tokenWrong")}</p> : <Failure error={error} />}
    </section>
  );
}
