// How many must criteria stand in which state: `9 项必备:7 符合 · 1 证据不足;前置 8 项:…`. A count stays with its word
// where the line breaks.
import { Fragment } from "react";
import { countWords, type ItemMust, type MustCounts, mustHeads } from "#contracts/must-counts.ts";
import type { Bilingual } from "./bilingual.ts";
import { useWords } from "./language-context.tsx";

type CountsProps = { readonly head: Bilingual; readonly counts: MustCounts };

function Counts({ head, counts }: CountsProps) {
  const { pick } = useWords();
  const parts = countWords(counts).map(pick);
  return (
    <>
      {pick(head)}
      {parts.map((part, i) => (
        <Fragment key={part}>
          {i > 0 && " "}
          <span className="must-count">{i < parts.length - 1 ? `${part} ·` : part}</span>
        </Fragment>
      ))}
    </>
  );
}

type MustTextProps = {
  readonly must: ItemMust;
  /** Criteria of required items on a line of their own. */
  readonly apart?: boolean;
};

export function MustText({ must, apart }: MustTextProps) {
  const { say } = useWords();
  const { own, required } = mustHeads(must);
  return (
    <>
      <Counts head={own} counts={must.own} />
      {required !== null && (
        <>
          {apart !== true && say("semicolon")}
          <span className={apart === true ? "must-required" : undefined}>
            <Counts head={required} counts={must.required} />
          </span>
        </>
      )}
    </>
  );
}
