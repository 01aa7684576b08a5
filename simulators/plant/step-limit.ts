// How far one step of a plant may go.

import { SimulatorsError } from "../errors.ts";

/** Largest step for which the equations hold, ms. */
export const MAX_STEP_MS = 1_000;

/** Throws SIMULATORS_STEP_INVALID unless 0 < dtMs ≤ MAX_STEP_MS. */
export function checkStep(dtMs: number): void {
  if (dtMs > 0 && dtMs <= MAX_STEP_MS) return;
  throw new SimulatorsError(
    "SIMULATORS_STEP_INVALID",
    `步长须大于 0 且不超过 ${MAX_STEP_MS} ms,得到 ${dtMs}。 · ` +
      `A step must be above 0 and at most ${MAX_STEP_MS} ms, not ${dtMs}.`,
    { dtMs },
  );
}
