// One criterion: state, measured value against its bar, where the bar comes from; opens to the detail.

import { useId, useState } from "react";
import { formatThreshold, formatValue } from "#contracts/measured-value.ts";
import type { Criterion } from "#contracts/policy.ts";
import type { Verdict } from "#contracts/verdict.ts";
import { useWords } from "../../ui/language-context.tsx";
import { StateMark } from "../../ui/state-mark.tsx";
import { formatWindow } from "../../ui/zoned-time.ts";
import { CriterionDetail } from "./criterion-detail.tsx";

type RowProps = {
  readonly verdict: Verdict;
  readonly criterion: Criterion | undefined;
  readonly must: boolean;
  readonly zone: string;
  readonly nameOf: (subject: string) => string;
};

function isNear(verdict: Verdict, criterion: Criterion | undefined): boolean {
  return (
    verdict.state === "NOT_MET" &&
    verdict.value !== null &&
    criterion?.amberFrom !== undefined &&
    verdict.value >= criterion.amberFrom
  );
}

/** Share of the way, with the bar as a mark; only where the unit is a share. */
function ShareBar({ verdict }: { readonly verdict: Verdict }) {
  const { value, threshold } = verdict;
  if (value === null || threshold?.unit !== "ratio") return null;
  const width = Math.min(1, Math.max(0, value)) * 100;
  const bar = Math.min(1, Math.max(0, threshold.value)) * 100;
  return (
    <svg className="share-bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
      <rect x="0" y="2" width="100" height="4" className="track" />
      <rect x="0" y="2" width={width.toFixed(2)} height="4" className="share" />
      <rect x={Math.min(99, bar).toFixed(2)} y="0" width="1" height="8" className="bar" />
    </svg>
  );
}

export function CriterionRow({ verdict, criterion, must, zone, nameOf }: RowProps) {
  const { say, pick } = useWords();
  const [open, setOpen] = useState(false);
  const detail = useId();
  const { state, value, threshold, provenance, window } = verdict;
  return (
    <>
      <tr className={open ? "criterion open" : "criterion"} data-criterion={verdict.criterion}>
        <th scope="row">
          <button
            type="button"
            aria-expanded={open}
            aria-controls={open ? detail : undefined}
            onClick={() => setOpen(!open)}
          >
            <svg className="chevron" viewBox="0 0 10 10" aria-hidden="true" focusable="false">
              <path d="M3 1l4 4-4 4" />
            </svg>
            <span className="criterion-id">{verdict.criterion}</span>
            <span>{criterion === undefined ? "" : pick(criterion.name)}</span>
          </button>
          {must && <span className="chip">{say("must")}</span>}
        </th>
        <td className="cell-state">
          <StateMark state={state} />
          {isNear(verdict, criterion) && <span className="near">{say("amber")}</span>}
        </td>
        <td className="cell-measured">
          <span className="measured">
            {value === null || threshold === null
              ? "—"
              : pick(formatValue(value, threshold.unit, threshold.comparison))}
          </span>
          {threshold !== null && (
            <span className="bar-text">{pick(formatThreshold(threshold))}</span>
          )}
          <ShareBar verdict={verdict} />
        </td>
        <td className="cell-provenance">
          <span className={`provenance ${provenance.shown}`}>{say(provenance.shown)}</span>
          <span className="source">{provenance.source}</span>
        </td>
        <td className="cell-window">{formatWindow(window.from, window.to, zone).slice(5)}</td>
      </tr>
      {open && (
        <tr className="criterion-open" id={detail}>
          <td colSpan={5}>
            <CriterionDetail verdict={verdict} criterion={criterion} zone={zone} nameOf={nameOf} />
          </td>
        </tr>
      )}
    </>
  );
}
