// Whether a value may be shown as the present one. The order of reasons is the order of certainty.
import type { LastValue, LinkState } from "#contracts/live.ts";
import type { Connection } from "./live-store.ts";

export type StaleReason = "page" | "broker" | "gateway" | "device" | "source" | "late";
export type Freshness =
  | { readonly state: "fresh"; readonly ageMs: number }
  | { readonly state: "stale"; readonly reason: StaleReason; readonly ageMs: number };

/** Missed scans after which a value is late, and the least patience, ms. */
const patientScans = 3;
const leastPatienceMs = 5000;

export type FreshnessContext = {
  /** Host time, ms UTC. */
  readonly now: number;
  readonly connection: Connection["state"];
  readonly link: LinkState | undefined;
  readonly scanIntervalMs: number;
};

export function freshnessOf(value: LastValue, context: FreshnessContext): Freshness {
  const ageMs = Math.max(0, context.now - value.readTime);
  const stale = (reason: StaleReason): Freshness => ({ state: "stale", reason, ageMs });
  if (context.connection !== "live") return stale("page");
  if (context.link !== undefined && !context.link.online) {
    return stale(context.link.unknown ?? "gateway");
  }
  const device = context.link?.devices.find((each) => each.equipment === value.equipment);
  if (device !== undefined && !device.online) return stale("device");
  if (value.stale) return stale("source");
  const patienceMs = Math.max(leastPatienceMs, patientScans * context.scanIntervalMs);
  return ageMs > patienceMs ? stale("late") : { state: "fresh", ageMs };
}
