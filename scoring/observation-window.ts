// Which window to gather evidence for. Facts are hourly, so a window begins on a whole hour (a little
// longer than the policy asks) or when the site began to be observed; then no hour is cut at its start.
import { hourMs } from "#contracts/fact.ts";
import type { Policy } from "#contracts/policy.ts";
import { ScoringError } from "./errors.ts";
import type { Window } from "./observation/scheduled-hours.ts";

/**
 * Window [from, to) that ends at `at`. Throws SCORING_WINDOW_UNKNOWN.
 * @param at ms UTC up to which records are durable; scans still on their way would count as missing.
 * @param observedSince ms UTC at which the line's gateways were enrolled or first recorded. A window
 *   that this makes too short is INSUFFICIENT, so a firm is not blamed for the time before.
 */
export function observationWindow(
  policy: Policy,
  id: string,
  at: number,
  observedSince: number,
): Window {
  const rule = policy.windows[id];
  if (rule === undefined) {
    throw new ScoringError(
      "SCORING_WINDOW_UNKNOWN",
      `规则 ${policy.id} 没有观察期 ${id} · policy ${policy.id} has no window ${id}`,
      { policy: policy.id, window: id },
    );
  }
  const earliest = Math.floor((at - rule.lengthMs) / hourMs) * hourMs;
  return { from: Math.min(at, Math.max(earliest, observedSince)), to: at };
}
