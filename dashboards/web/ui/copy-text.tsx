// A long code such as a hash: shown short or whole, copied whole.
import { useEffect, useState } from "react";
import { useWords } from "./language-context.tsx";
import "./copy-text.css";

const saidForMs = 1500;

type CopyTextProps = {
  readonly text: string;
  /** What it is, for the button's name. */
  readonly name: string;
  /** Characters shown; all without it. */
  readonly shown?: number;
};

export function CopyText({ text, name, shown }: CopyTextProps) {
  const { say } = useWords();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), saidForMs);
    return () => clearTimeout(timer);
  }, [copied]);
  // Without a secure context there is no clipboard; then the whole text stands to be selected.
  const able = typeof navigator !== "undefined" && navigator.clipboard !== undefined;
  const short = able && shown !== undefined && text.length > shown;
  return (
    <span className="copy-text">
      <code title={text}>{short ? `${text.slice(0, shown)}…` : text}</code>
      {able && (
        <button
          type="button"
          aria-label={say("copyOf", { name })}
          onClick={() => {
            navigator.clipboard.writeText(text).then(
              () => setCopied(true),
              () => setCopied(false),
            );
          }}
        >
          {say(copied ? "copied" : "copy")}
        </button>
      )}
    </span>
  );
}
