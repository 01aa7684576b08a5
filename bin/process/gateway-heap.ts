// How the runtime keeps the memory of a gateway, whose samples live as long as their record is on its way, a tenth
// of a second. Figures: docs/results/benches.md.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/**
 * Young objects survive two collections before they count as old; with 100 000 values a second the next one comes
 * every 0.2 s. With half of that, samples grow old before they are committed.
 */
export const gatewayRuntimeFlags = ["--max-semi-space-size=16"] as const;

/** Births are out and the first scans recorded by then. */
const afterStartMs = 15_000;

/**
 * To be called before the gateway is made. Once it runs, what its start left behind (configuration, births) is
 * collected, once, by a pause of 30 to 60 ms with 10 000 signals and 0.6 s with 100 000: from then on the runtime goes by what really lives.
 */
export function keepHeapSmall(): void {
  // Else places in the program whose objects lived long while it started make old objects for ever after.
  setFlagsFromString("--no-allocation-site-pretenuring");
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  setFlagsFromString("--no-expose-gc");
  setTimeout(collect, afterStartMs).unref();
}
