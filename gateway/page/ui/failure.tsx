// Why something did not succeed: the gateway's words, its code, and what the code means.
import { AskError } from "../api/ask.ts";
import { Explained } from "./explained.tsx";
import { useWords } from "./language.tsx";

export function Failure({ error }: { readonly error: unknown }) {
  const { say, told } = useWords();
  if (error === null || error === undefined) return null;
  const code = error instanceof AskError ? error.code : "";
  const message = error instanceof Error ? error.message : String(error);
  return (
    <div className="notice" role="alert">
      <p className="notice-title">{say("failed")}</p>
      <pre>{told(message)}</pre>
      <Explained code={code} />
    </div>
  );
}
