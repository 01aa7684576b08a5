// The gateway as one thing: polls, records, publishes. Opens in the order outbox → polling and stops in
// the reverse order, so that nothing is read that cannot be kept.
import type { Clock } from "#contracts/time.ts";
import { declaredEquipment, type GatewayConfig } from "./config.ts";
import { DeviceIdentities } from "./device-identities.ts";
import { drivers } from "./drivers/registry.ts";
import { configuredLineModelHash, identityRecord } from "./identity.ts";
import { Poller, type PollerStatus } from "./poll/poller.ts";
import { openEdge } from "./sparkplug/edge.ts";
import type { Edge, EdgeStatus } from "./sparkplug/edge-options.ts";

export type GatewayDeps = {
  readonly clock: Clock;
  /** For people. */
  readonly log: (message: string) => void;
  /** [0, 1): jitter. */
  readonly random: () => number;
  /** Version of Lineproof, for the identity record. */
  readonly version: string;
};

export type GatewayStatus = {
  readonly gateway: string;
  readonly site: string;
  readonly edge: EdgeStatus;
  readonly poll: PollerStatus;
};

export interface RunningGateway {
  status(): GatewayStatus;
  /**
   * Polling ends, what was read is committed and a last checkpoint signed, NDEATH goes out. Bounded.
   * @param options.drainMs how long to wait for the host to acknowledge everything first; default 0.
   */
  stop(options?: { readonly drainMs: number }): Promise<void>;
}

/** The first identity record waits this long for devices to say who they are. */
const identifyMs = 3_000;

const drainStepMs = 20;

/**
 * Runs a gateway; resolves when its outbox is open and polling has begun, whether or not devices and
 * broker answer. Rejects GatewayError when outbox or key cannot be used.
 */
export async function runGateway(
  config: GatewayConfig,
  deps: GatewayDeps,
): Promise<RunningGateway> {
  const { clock, log, random, version } = deps;
  const { site, id, simulated, data } = config.gateway;
  const lineModelHash = configuredLineModelHash(config);
  const edge = await openEdge({
    site,
    gatewayId: id,
    simulated,
    dataDir: data,
    declared: declaredEquipment(config),
    broker: config.broker,
    outbox: config.outbox,
    checkpointSeconds: config.checkpointSeconds,
    ...(lineModelHash === undefined ? {} : { lineModelHash }),
    clock,
    log,
    random,
  });
  const poller: Poller = new Poller({
    connections: config.connections,
    equipment: config.equipment,
    drivers,
    dataDir: data,
    clock,
    log,
    random,
    onRecord: (record) => {
      if (!edge.record(record)) poller.forget(record);
    },
    onEquipment: (equipment, state, reason) => {
      log(
        state === "up"
          ? `设备 ${equipment} 在线 · equipment ${equipment} answers`
          : `设备 ${equipment} 离线 · equipment ${equipment} is down: ${reason}`,
      );
      if (state === "up") {
        edge.equipmentUp(equipment);
        identities.up(equipment);
      } else edge.equipmentDown(equipment, reason);
    },
    onReturn: (equipment) => identities.returned(equipment),
  });
  const identities = new DeviceIdentities({
    ...config,
    reader: poller,
    write: (devices) => {
      try {
        edge.record(identityRecord({ config, version, gatewayTime: clock.now(), devices }));
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        log(`身份记录写不下 · identity record cannot be written: ${message}`);
      }
    },
  });
  poller.start();
  const identified = identities.begin(identifyMs);
  let stopping: Promise<void> | undefined;
  return {
    status: () => ({ gateway: id, site, edge: edge.status(), poll: poller.status() }),
    stop: ({ drainMs } = { drainMs: 0 }) => {
      stopping ??= (async () => {
        await poller.stop();
        await identified;
        await identities.stop();
        await drained(edge, clock, drainMs);
        await edge.stop();
      })();
      return stopping;
    },
  };
}

/** Waits until the host has acknowledged everything, at most `limitMs`. What it has not is sent at the next start. */
async function drained(edge: Edge, clock: Clock, limitMs: number): Promise<void> {
  const end = clock.monotonic() + limitMs;
  for (;;) {
    const { buffered, acknowledged, next } = edge.status();
    if ((buffered === 0 && acknowledged >= next) || clock.monotonic() >= end) return;
    await new Promise((resolve) => setTimeout(resolve, drainStepMs));
  }
}
