// The measured value against its threshold, as two numbers and, for a share, a bar.
import { formatThreshold, formatValue } from "#contracts/measured-value.ts";
import type { Criterion } from "#contracts/policy.ts";
import type { Verdict } from "#contracts/verdict.ts";
import { useWords } from "../../ui/language-context.tsx";
import { ShareBar } from "./share-bar.tsx";

/** Not met, but in the policy's display band below the threshold. */
export function isNear(verdict: Verdict, criterion: Criterion | undefined): boolean {
  return (
    verdict.state === "NOT_MET" &&
    verdict.value !== null &&
    criterion?.amberFrom !== undefined &&
    verdict.value >= criterion.amberFrom
  );
}

export function MeasuredValue({ verdict }: { readonly verdict: Verdict }) {
  const { pick } = useWords();
  const { value, threshold } = verdict;
  return (
    <>
      <span className="measured">
        {value === null || threshold === null
          ? "—"
          : pick(formatValue(value, threshold.unit, threshold.comparison))}
      </span>
      {threshold !== null && <span className="bar-text">{pick(formatThreshold(threshold))}</span>}
      <ShareBar value={value} unit={threshold?.unit ?? ""} threshold={threshold} />
    </>
  );
}
