import type { Poller } from "../poll/poller.ts";
import type { Reloader } from "../reload/reloader.ts";
import type { GatewayDeps } from "../run.ts";
import type { CommissioningDesk } from "./commissioning-desk.ts";

/** The desk of a running gateway. */
export function deskOf(
  { clock, explain, log, source }: GatewayDeps,
  reloader: Reloader,
  poller: Poller,
): CommissioningDesk {
  return {
    clock,
    log,
    source,
    get config() {
      return reloader.config;
    },
    ask: (connection, work) => poller.ask(connection, work),
    rehearse: (config) => reloader.rehearse(config),
    explain: async (code) => explain?.(code),
  };
}
