// An error code, and what it means and what to do when it is opened.
import { useState } from "react";
import { useExplanation } from "../api/queries.ts";
import { useWords } from "./language.tsx";

export function Explained({ code }: { readonly code: string }) {
  const [open, setOpen] = useState(false);
  if (!code.startsWith("GATEWAY_")) return code === "" ? null : <code>{code}</code>;
  return (
    <details className="explained" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <code>{code}</code>
      </summary>
      {open ? <Explanation code={code} /> : null}
    </details>
  );
}

function Explanation({ code }: { readonly code: string }) {
  const { language, say } = useWords();
  const { data } = useExplanation(code);
  if (data === undefined) return null;
  const { means, mend } = data[language];
  return (
    <dl className="facts">
      <dt>{say("meansOf")}</dt>
      <dd>{means}</dd>
      <dt>{say("mendOf")}</dt>
      <dd>{mend}</dd>
    </dl>
  );
}
