// Repeated work comes in through an argument, so that a test can drive it by hand.

/** Calls `action` about every `intervalMs` until the returned function is called. Never re-entrant. */
export type Every = (intervalMs: number, action: () => void) => () => void;

/** The runtime's own timer. */
export const systemEvery: Every = (intervalMs, action) => {
  const timer = setInterval(action, intervalMs);
  return () => clearInterval(timer);
};
