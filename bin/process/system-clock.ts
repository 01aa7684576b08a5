// The runtime's clock, the only place outside tests where time enters the product.
import type { Clock } from "#contracts/time.ts";

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
};
