// Polls all equipment of a gateway: one shared connection per connection id, one ticker per scan group.
import { qualityOf } from "#contracts/quality.ts";
import type { ScanRecord } from "#contracts/record.ts";
import type { Clock } from "#contracts/time.ts";
import type { EquipmentConfig, ScanGroupConfig } from "../config-equipment.ts";
import type { IdentityReader, Said } from "../device-identities.ts";
import type { AnyDriver, Reading } from "../driver.ts";
import { GatewayError } from "../errors.ts";
import { identityOf } from "../identity-value.ts";
import type { ConnectionConfig } from "../settings.ts";
import { GroupScan } from "./group-scan.ts";
import { Liveness, type LivenessState } from "./liveness.ts";
import { type ConnectionStatus, SharedConnection } from "./shared-connection.ts";
import { Ticker } from "./ticker.ts";

export type PollerOptions = {
  readonly connections: readonly ConnectionConfig[];
  readonly equipment: readonly EquipmentConfig[];
  readonly drivers: Readonly<Record<string, AnyDriver>>;
  readonly clock: Clock;
  /** Absolute folder of the gateway's data. */
  readonly dataDir: string;
  readonly log: (message: string) => void;
  /** [0, 1): jitter of reconnects and phases of scan groups. */
  readonly random: () => number;
  readonly onRecord: (record: ScanRecord) => void;
  /** "up" comes before the first record that says so, "down" after the one that does. */
  readonly onEquipment: (equipment: string, state: "up" | "down", reason: string) => void;
  /** A scan group of which nothing could be used reads again: there may be another machine now. */
  readonly onReturn?: (equipment: string) => void;
};

export type EquipmentStatus = {
  readonly id: string;
  readonly state: LivenessState;
  readonly reason: string;
  /** ms UTC; null: never. */
  readonly lastGoodAt: number | null;
  /** Scans that read. */
  readonly scans: number;
  /** Ticks without a scan, because the one before still ran. */
  readonly skipped: number;
  /** Signals read, recorded or not. */
  readonly readings: number;
  /** Samples in records. */
  readonly samples: number;
};

export type PollerStatus = {
  readonly connections: readonly ConnectionStatus[];
  readonly equipment: readonly EquipmentStatus[];
};

/** Groups of slow intervals start within this, so that the first values come soon. */
const maxPhaseMs = 1_000;

type Machine = {
  readonly config: EquipmentConfig;
  readonly liveness: Liveness;
  readonly tickers: Ticker[];
  /** By scan group. */
  readonly scans: Map<string, GroupScan>;
  /** Scan groups whose last scan found nothing but badness. */
  readonly useless: Set<string>;
  /** What was last said of it; nothing before the first scan. */
  announced: "up" | "down" | undefined;
  scanned: number;
  readings: number;
  samples: number;
};

export class Poller implements IdentityReader {
  readonly #options: PollerOptions;
  readonly #shared = new Map<string, SharedConnection>();
  readonly #machines: readonly Machine[];
  #stopping = false;

  /** Throws GATEWAY_DRIVER_UNKNOWN. */
  constructor(options: PollerOptions) {
    this.#options = options;
    const { clock, dataDir, log, random } = options;
    for (const { id, driver: kind, endpoint } of options.connections) {
      const driver = Object.hasOwn(options.drivers, kind) ? options.drivers[kind] : undefined;
      if (driver === undefined) {
        throw new GatewayError("GATEWAY_DRIVER_UNKNOWN", `没有驱动 · no driver ${kind}`, {
          connection: id,
          driver: kind,
        });
      }
      const io = { clock, dataDir, log: (message: string) => log(`${id}: ${message}`) };
      this.#shared.set(id, new SharedConnection({ id, driver, endpoint, io, random }));
    }
    this.#machines = options.equipment.map((config) => this.#machineOf(config));
  }

  start(): void {
    for (const { tickers } of this.#machines) for (const ticker of tickers) ticker.start();
  }

  /** Stops scanning, lets running scans end (bounded) and closes the connections. */
  async stop(): Promise<void> {
    this.#stopping = true;
    const stopped = this.#machines.flatMap(({ tickers }) => tickers.map((t) => t.stop()));
    await Promise.all([...this.#shared.values()].map((shared) => shared.close()));
    await Promise.all(stopped);
  }

  /** A record was dropped on its way to the log: the group's next one carries every signal. */
  forget({ equipment, scanGroup }: ScanRecord): void {
    const machine = this.#machines.find(({ config }) => config.id === equipment);
    machine?.scans.get(scanGroup)?.forget();
  }

  /** Connections opened since the start. */
  timesOpened(connection: string): number {
    return this.#shared.get(connection)?.status().opened ?? 0;
  }

  /** Who the devices behind a connection say they are; undefined when they cannot be asked now. */
  async identify(connection: string): Promise<Said | undefined> {
    try {
      const open = await this.#shared.get(connection)?.acquire();
      if (open === undefined) return undefined;
      // A device is known to its connection by the addresses planned on it.
      for (const { config, scans } of this.#machines) {
        if (config.connection === connection) for (const scan of scans.values()) scan.prepare(open);
      }
      return await open.identify();
    } catch {
      // Scans meet the same failure and report it.
      return undefined;
    }
  }

  /** Who an equipment itself says it is; undefined when it cannot be asked now. */
  async identifyEquipment(equipment: string): Promise<Said | undefined> {
    const config = this.#machines.find(({ config: { id } }) => id === equipment)?.config;
    const shared = config === undefined ? undefined : this.#shared.get(config.connection);
    if (config?.identity === undefined || shared === undefined) return undefined;
    try {
      const open = await shared.acquire();
      const addresses = config.identity.map(({ address }) => address);
      return identityOf(config.identity, await open.plan(addresses, 0).read());
    } catch {
      return undefined;
    }
  }

  status(): PollerStatus {
    return {
      connections: [...this.#shared.values()].map((shared) => shared.status()),
      equipment: this.#machines.map(
        ({ config, liveness, tickers, scanned, readings, samples }) => ({
          id: config.id,
          state: liveness.state,
          reason: liveness.reason,
          lastGoodAt: liveness.lastGoodAt,
          scans: scanned,
          skipped: tickers.reduce((sum, { skipped }) => sum + skipped, 0),
          readings,
          samples,
        }),
      ),
    };
  }

  #machineOf(config: EquipmentConfig): Machine {
    const { clock, random } = this.#options;
    const shared = this.#shared.get(config.connection);
    if (shared === undefined) throw new RangeError(`no connection ${config.connection}`);
    const machine: Machine = {
      config,
      liveness: new Liveness(),
      tickers: [],
      scans: new Map(),
      useless: new Set(),
      announced: undefined,
      scanned: 0,
      readings: 0,
      samples: 0,
    };
    for (const group of config.scanGroups) {
      const scan = new GroupScan(config.id, group, shared, clock);
      machine.scans.set(group.id, scan);
      machine.tickers.push(
        new Ticker({
          clock,
          intervalMs: group.intervalMs,
          phaseMs: Math.floor(random() * Math.min(group.intervalMs, maxPhaseMs)),
          scan: () => this.#scan(machine, group, scan),
        }),
      );
    }
    return machine;
  }

  async #scan(machine: Machine, group: ScanGroupConfig, scan: GroupScan): Promise<void> {
    const { clock, log } = this.#options;
    const outcome = await scan.run();
    try {
      if (outcome.kind === "read") {
        machine.scanned += 1;
        machine.readings += outcome.readings.length;
        machine.liveness.scanned(group.id, outcome.readings, clock.monotonic(), clock.now());
        this.#announceUp(machine);
        this.#emit(machine, outcome.record);
        this.#announceDown(machine);
        this.#noteReturn(machine, group.id, outcome.readings);
      } else if (outcome.kind === "failed" && !this.#stopping) {
        if (outcome.record !== undefined) this.#emit(machine, outcome.record);
        this.#linkFailed(machine.config.connection, outcome.error);
      }
    } catch (error) {
      // A record that is refused must not end the polling of the others.
      scan.forget();
      const message = error instanceof Error ? error.message : String(error);
      log(`${machine.config.id}/${group.id}: 记录被拒 · record refused: ${message}`);
    }
  }

  #noteReturn(machine: Machine, group: string, readings: readonly Reading[]): void {
    if (readings.every(({ status }) => qualityOf(status) === "bad")) machine.useless.add(group);
    else if (machine.useless.delete(group)) this.#options.onReturn?.(machine.config.id);
  }

  #emit(machine: Machine, record: ScanRecord): void {
    machine.samples += record.samples.length;
    this.#options.onRecord(record);
  }

  /** All equipment behind a link is down with it. */
  #linkFailed(connection: string, error: GatewayError): void {
    for (const machine of this.#machines) {
      if (machine.config.connection !== connection) continue;
      machine.liveness.linkFailed(error.message);
      this.#announceDown(machine);
    }
  }

  #announceUp(machine: Machine): void {
    const { state } = machine.liveness;
    if (machine.announced === "up" || (state !== "up" && state !== "degraded")) return;
    machine.announced = "up";
    this.#options.onEquipment(machine.config.id, "up", machine.liveness.reason);
  }

  #announceDown(machine: Machine): void {
    if (machine.announced === "down" || machine.liveness.state !== "down") return;
    machine.announced = "down";
    this.#options.onEquipment(machine.config.id, "down", machine.liveness.reason);
  }
}
