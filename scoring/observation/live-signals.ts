// Whether a signal was live in the window: a good scan in at least a share of its scheduled minutes. Hours
// without a fact could go either way: where they matter nobody knows.
import type { Observation } from "./observation.ts";
import type { RequiredSignal } from "./required-signals.ts";

export type Liveness = "live" | "unknown" | "dead";

/** As NR_verified has it (policy reference §11.4); a policy sets its own `minValidMinuteRatio`. */
export const defaultMinValidMinuteRatio = 0.9;

/** Noise of floating sums, in minutes. */
const noise = 1e-6;

export function livenessOf(
  observation: Observation,
  signal: RequiredSignal,
  minRatio: number,
): Liveness {
  const { scheduled, covered, withoutFact } = observation.coveredBy(signal);
  if (scheduled === 0) return "unknown";
  const needed = minRatio * scheduled - noise;
  if (covered > 0 && covered >= needed) return "live";
  return withoutFact > 0 && covered + withoutFact >= needed ? "unknown" : "dead";
}

/** Live if one of them is; unknown if one of them could be. */
export function anyLive(
  observation: Observation,
  signals: readonly RequiredSignal[],
  minRatio: number,
): Liveness {
  const all = signals.map((signal) => livenessOf(observation, signal, minRatio));
  if (all.includes("live")) return "live";
  return all.includes("unknown") ? "unknown" : "dead";
}
