// What the local page may do with the running gateway beside looking at it. Whatever is asked of a device goes over the
// connection that the scans use: one that serves a single client is never given a second.
import type { Clock } from "#contracts/time.ts";
import type { GatewayConfig } from "../config/config.ts";
import type { Connection } from "../driver.ts";
import type { ReloadResult } from "../reload/reload-result.ts";

/** The file that the gateway was started from. */
export type ConfigurationSource = {
  readonly file: string;
  /** Throws GATEWAY_CONFIG_INVALID with every problem on a line. */
  readonly parse: (text: string) => GatewayConfig;
};

type Words = { readonly means: string; readonly mend: string };

/** What an error code means and what to do. */
export type Explanation = { readonly zh: Words; readonly en: Words };

export interface CommissioningDesk {
  readonly clock: Clock;
  readonly log: (message: string) => void;
  /** In force now. */
  readonly config: GatewayConfig;
  /** undefined: it was started from no file. */
  readonly source: ConfigurationSource | undefined;
  /** Rejects why the connection cannot be asked now, GATEWAY_EQUIPMENT_UNKNOWN, and as `work` does. */
  ask<T>(connection: string, work: (open: Connection<unknown>) => Promise<T>): Promise<T>;
  /** What taking a configuration over would change. Throws GATEWAY_RELOAD_RESTART_NEEDED. */
  rehearse(config: GatewayConfig): ReloadResult;
  explain(code: string): Promise<Explanation | undefined>;
}
