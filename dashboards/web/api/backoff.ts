// Waiting times between attempts to reconnect.

export const firstWaitMs = 500;
export const longestWaitMs = 10_000;

/** Doubles from half a second to ten seconds; `random` in [0, 1) spreads browsers by up to a fifth. */
export function waitBeforeAttempt(attempt: number, random: number): number {
  const base = Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(attempt, 16));
  return Math.round(base * (1 - 0.2 * random));
}
