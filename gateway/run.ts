// The gateway as one thing: polls, records, publishes. Opens in the order outbox → polling and stops in
// the reverse order, so that nothing is read that cannot be kept.
import type { Clock } from "#contracts/time.ts";
import { NtpWatch } from "./clock/ntp-watch.ts";
import { systemSynchronised } from "./clock/system-synchronisation.ts";
import { declaredEquipment, type GatewayConfig } from "./config/config.ts";
import { RecordedValues } from "./derive/recorded-values.ts";
import { drivers } from "./drivers/registry.ts";
import { GatewayError } from "./errors.ts";
import { IdentityChanges, identityMemory } from "./identity/changes.ts";
import { DeviceIdentities } from "./identity/device-identities.ts";
import { configuredLineModelHash, identityRecord } from "./identity/identity-record.ts";
import { peerMac } from "./identity/mac.ts";
import type { ConfigurationSource, Explanation } from "./local/commissioning-desk.ts";
import { deskOf } from "./local/gateway-desk.ts";
import type { LocalServer } from "./local/server.ts";
import { checkMachine, type MachineFinding } from "./machine/machine-check.ts";
import { type MachineParts, readMachineParts } from "./machine/machine-parts.ts";
import { Poller } from "./poll/poller.ts";
import { isEmpty } from "./reload/difference.ts";
import type { ReloadResult } from "./reload/reload-result.ts";
import { Reloader } from "./reload/reloader.ts";
import { openEdge } from "./sparkplug/edge.ts";
import type { Edge } from "./sparkplug/edge-options.ts";
import { StateReport } from "./state-report.ts";
import type { GatewayStatus, SignalStatus } from "./status.ts";

export type GatewayDeps = {
  readonly clock: Clock;
  /** For people. */
  readonly log: (message: string) => void;
  /** [0, 1): jitter. */
  readonly random: () => number;
  /** Version of Lineproof, for the identity record. */
  readonly version: string;
  /** A person says that the disk was moved into this machine; see machine/machine-check.ts. */
  readonly moved?: boolean;
  /** This machine; by default as the system shows it. */
  readonly machine?: MachineParts;
  /** The configuration as it is on disk now, for a reload; throws as loadGatewayConfig does. */
  readonly load?: () => GatewayConfig;
  /** Where that stands, for the local page. */
  readonly source?: ConfigurationSource;
  /** What an error code means and what to do. */
  readonly explain?: (code: string) => Promise<Explanation | undefined>;
};

export interface RunningGateway {
  status(): GatewayStatus;
  /** Every signal of an equipment; undefined when there is no such equipment. */
  signals(equipment: string): readonly SignalStatus[] | undefined;
  /** Where the local page is; undefined: nowhere. */
  readonly localUrl: string | undefined;
  /**
   * Takes over the configuration as it is now; what did not change does not notice. Throws what is wrong with it,
   * GATEWAY_RELOAD_RESTART_NEEDED, GATEWAY_RELOAD_UNAVAILABLE; then the one in force stays. It is said in the log.
   */
  reload(): ReloadResult;
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
  const machine = findMachine(config, deps);
  const edge = await openConfiguredEdge(config, deps);
  const gateway = new Gateway(config, deps, edge, machine);
  gateway.start();
  await gateway.serveLocally();
  return gateway;
}

/** A simulated plant may be copied around: its log is no evidence anyway. Throws GATEWAY_MACHINE_OTHER. */
function findMachine({ gateway }: GatewayConfig, deps: GatewayDeps): MachineFinding {
  if (gateway.simulated) return "same";
  const found = checkMachine(gateway.data, deps.machine ?? readMachineParts(), deps.moved === true);
  if (found === "moved") {
    deps.log("旧日志在这台机器上继续,已记入日志 · the log goes on on this machine, and says so");
  }
  return found;
}

function openConfiguredEdge(config: GatewayConfig, deps: GatewayDeps): Promise<Edge> {
  const { site, id, simulated, data } = config.gateway;
  const lineModelHash = configuredLineModelHash(config);
  return openEdge({
    site,
    gatewayId: id,
    simulated,
    dataDir: data,
    declared: declaredEquipment(config),
    broker: config.broker,
    outbox: config.outbox,
    checkpointSeconds: config.checkpointSeconds,
    maxClockOffsetMs: config.clock.maxOffsetMs,
    ...(lineModelHash === undefined ? {} : { lineModelHash }),
    clock: deps.clock,
    log: deps.log,
    random: deps.random,
  });
}

class Gateway implements RunningGateway {
  readonly #deps: GatewayDeps;
  readonly #edge: Edge;
  readonly #poller: Poller;
  readonly #recorded: RecordedValues;
  readonly #states: StateReport;
  readonly #reloader: Reloader;
  readonly #machine: MachineFinding;
  readonly #ntp: NtpWatch;
  #identities: DeviceIdentities;
  /** The asking of the devices that is under way, and the end of those before. */
  #identified: Promise<unknown> = Promise.resolve();
  #local: LocalServer | undefined;
  #stopping: Promise<void> | undefined;

  constructor(config: GatewayConfig, deps: GatewayDeps, edge: Edge, machine: MachineFinding) {
    const { clock, log, random } = deps;
    this.#machine = machine;
    this.#ntp = new NtpWatch({
      servers: config.clock.ntp,
      pollMs: config.clock.ntpSeconds * 1000,
      clock,
      onOffset: (offsetMs) => edge.ntpOffset(offsetMs),
    });
    this.#deps = deps;
    this.#edge = edge;
    this.#recorded = new RecordedValues(config.equipment, () => edge.recorded(), clock);
    this.#states = new StateReport(clock, log);
    this.#poller = new Poller({
      connections: config.connections,
      equipment: config.equipment,
      drivers,
      dataDir: config.gateway.data,
      clock,
      log,
      random,
      recall: (equipment, signal) => this.#recorded.recall(equipment, signal),
      onRecord: (record) => {
        if (!edge.record(record)) this.#poller.forget(record);
      },
      onEquipment: (equipment, state, reason) => {
        if (state === "up") {
          edge.equipmentUp(equipment);
          this.#identities.up(equipment);
        } else edge.equipmentDown(equipment, reason);
      },
      onState: (equipment, change) => this.#states.changed(equipment, change),
      onReturn: (equipment) => this.#identities.returned(equipment),
    });
    this.#reloader = new Reloader({
      config,
      load: deps.load,
      edge,
      poller: this.#poller,
      clock,
      log,
    });
    this.#identities = this.#identitiesOf(config);
  }

  start(): void {
    this.#poller.start();
    this.#ntp.start();
    this.#identified = this.#identities.begin(identifyMs);
  }

  /** A gateway without its local page is said, and goes on. */
  async serveLocally(): Promise<void> {
    const { gateway, local: settings } = this.#reloader.config;
    if (!settings.enabled) return;
    const { log } = this.#deps;
    try {
      const { startLocalServer } = await import("./local/server.ts");
      const { tokenFile } = await import("./local/token.ts");
      const served = {
        status: () => this.status(),
        signals: (equipment: string) => this.signals(equipment),
        reload: () => this.reload(),
        desk: deskOf(this.#deps, this.#reloader, this.#poller),
      };
      this.#local = await startLocalServer({ settings, dataDir: gateway.data, gateway: served });
      const { url } = this.#local;
      log(
        `本地页面 · local page: ${url}/ (口令 token: ${tokenFile(gateway.data)}); ${url}/health ${url}/metrics`,
      );
    } catch (error) {
      // Whatever it is, reading goes on.
      log(error instanceof GatewayError ? `[${error.code}] ${error.message}` : String(error));
    }
  }

  get localUrl(): string | undefined {
    return this.#local?.url;
  }

  status(): GatewayStatus {
    const { id, site } = this.#reloader.config.gateway;
    return {
      gateway: id,
      site,
      edge: this.#edge.status(),
      poll: this.#poller.status(),
      reload: this.#reloader.status,
      time: { servers: this.#ntp.status(), systemSynchronised: systemSynchronised() },
    };
  }

  signals(equipment: string): readonly SignalStatus[] | undefined {
    return this.#poller.signals(equipment);
  }

  reload(): ReloadResult {
    if (this.#stopping !== undefined) {
      throw new GatewayError(
        "GATEWAY_RELOAD_UNAVAILABLE",
        "网关正在停止,不再重读配置 · the gateway is stopping and reads no configuration any more",
      );
    }
    const before = this.#identities;
    const result = this.#reloader.reload();
    if (isEmpty(result) && !result.redeclared) return result;
    this.#recorded.change(this.#reloader.config.equipment);
    for (const equipment of result.equipment.removed) this.#states.forget(equipment);
    this.#identities = this.#identitiesOf(this.#reloader.config);
    const begun = this.#identities.begin(identifyMs);
    this.#identified = Promise.all([this.#identified, before.stop(), begun]);
    return result;
  }

  stop({ drainMs } = { drainMs: 0 }): Promise<void> {
    this.#stopping ??= this.#stop(drainMs);
    return this.#stopping;
  }

  async #stop(drainMs: number): Promise<void> {
    await this.#local?.close();
    await this.#ntp.stop();
    await this.#poller.stop();
    this.#states.stop();
    await this.#identified;
    await this.#identities.stop();
    await drained(this.#edge, this.#deps.clock, drainMs);
    await this.#edge.stop();
  }

  #identitiesOf(config: GatewayConfig): DeviceIdentities {
    const { clock, log, version } = this.#deps;
    const changes = new IdentityChanges(identityMemory(config.gateway.data), log);
    return new DeviceIdentities({
      ...config,
      reader: this.#poller,
      peerMac,
      heard: (kind, id, said) => changes.heard(kind, id, said),
      write: (devices) => {
        try {
          const gatewayTime = clock.now();
          this.#edge.record(
            identityRecord({ config, version, gatewayTime, devices, machine: this.#machine }),
          );
        } catch (error) {
          const message = error instanceof Error ? error.message : String(error);
          log(`身份记录写不下 · identity record cannot be written: ${message}`);
        }
      },
    });
  }
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
