// A share as a bar, with its threshold as a mark; only where the unit is a share of a whole.
import type { Threshold } from "#contracts/policy.ts";

type ShareBarProps = {
  readonly value: number | null;
  readonly unit: string;
  /** In the same unit; no mark without one. */
  readonly threshold?: Pick<Threshold, "value"> | null;
};

function percent(value: number): number {
  return Math.min(1, Math.max(0, value)) * 100;
}

export function ShareBar({ value, unit, threshold }: ShareBarProps) {
  if (value === null || unit !== "ratio") return null;
  return (
    <svg className="share-bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
      <rect x="0" y="2" width="100" height="4" className="track" />
      <rect x="0" y="2" width={percent(value).toFixed(2)} height="4" className="share" />
      {threshold !== undefined && threshold !== null && (
        <rect
          x={Math.min(99, percent(threshold.value)).toFixed(2)}
          y="0"
          width="1"
          height="8"
          className="bar"
        />
      )}
    </svg>
  );
}
