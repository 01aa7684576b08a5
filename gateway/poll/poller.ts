// Polls all equipment of a gateway: one shared connection per connection id, one machine per equipment, and a
// watchdog over them. What it polls can be changed while it runs; what did not change does not notice.
import type { ScanRecord } from "#contracts/record.ts";
import type { EquipmentConfig } from "../config/equipment.ts";
import type { ConnectionConfig } from "../config/settings.ts";
import type { AnyDriver, Connection } from "../driver.ts";
import { settled } from "../drivers/bounded.ts";
import { GatewayError, isRetriable } from "../errors.ts";
import type { IdentityReader, Said } from "../identity/device-identities.ts";
import { identityOf } from "../identity/value.ts";
import type { PollerStatus, SignalStatus } from "../status.ts";
import { Lateness } from "./lateness.ts";
import { Machine, type MachineDeps } from "./machine.ts";
import { SharedConnection } from "./shared-connection.ts";
import { Watchdog } from "./watchdog.ts";

export type Polled = {
  readonly connections: readonly ConnectionConfig[];
  readonly equipment: readonly EquipmentConfig[];
};

export type PollerOptions = Polled &
  Omit<MachineDeps, "onBegin" | "onLinkFailed"> & {
    readonly drivers: Readonly<Record<string, AnyDriver>>;
    /** Absolute folder of the gateway's data. */
    readonly dataDir: string;
  };

/** What of the polling is replaced; everything else goes on. */
export type PollChange = {
  readonly to: Polled;
  /** Ids of connections and equipment that are to begin anew, or are no more. */
  readonly connections: ReadonlySet<string>;
  readonly equipment: ReadonlySet<string>;
};

/** Scans still running when the gateway stops are waited for this long. */
const stopMs = 2_000;

export class Poller implements IdentityReader {
  readonly #options: PollerOptions;
  readonly #deps: MachineDeps;
  readonly #lateness = new Lateness();
  readonly #watchdog: Watchdog;
  #shared = new Map<string, SharedConnection>();
  #machines = new Map<string, Machine>();
  #started = false;

  /** Throws GATEWAY_DRIVER_UNKNOWN. */
  constructor(options: PollerOptions) {
    this.#options = options;
    this.#deps = {
      ...options,
      onBegin: (lateMs) => this.#lateness.add(lateMs),
      onLinkFailed: (connection, error) => this.#linkFailed(connection, error),
    };
    this.#watchdog = new Watchdog({
      clock: options.clock,
      watch: (at) => {
        for (const machine of this.#machines.values()) machine.watch(at);
      },
      onStandstill: (ms, at) => this.#stoodStill(ms, at),
    });
    this.#build(options);
  }

  start(): void {
    this.#started = true;
    for (const machine of this.#machines.values()) machine.start();
    this.#watchdog.start();
  }

  /** Stops scanning and closes the connections. Bounded. */
  async stop(): Promise<void> {
    this.#watchdog.stop();
    const retired = [...this.#machines.values()].map((machine) => machine.retire());
    await Promise.all([...this.#shared.values()].map((shared) => shared.close()));
    await settled(Promise.all(retired), stopMs);
  }

  /**
   * Goes over to other connections and equipment. Nothing comes of what is replaced or gone once this
   * returns; what is new has begun.
   */
  change({ to, connections, equipment }: PollChange): void {
    for (const id of equipment) {
      void this.#machines.get(id)?.retire();
      this.#machines.delete(id);
    }
    for (const id of connections) {
      void this.#shared.get(id)?.close();
      this.#shared.delete(id);
    }
    for (const machine of this.#build(to)) if (this.#started) machine.start();
  }

  /** A record was dropped on its way to the log: the group's next one carries every signal. */
  forget({ equipment, scanGroup }: ScanRecord): void {
    this.#machines.get(equipment)?.forget(scanGroup);
  }

  /** Connections opened since the start. */
  timesOpened(connection: string): number {
    return this.#shared.get(connection)?.status().opened ?? 0;
  }

  /** Who the devices behind a connection say they are; undefined when they cannot be asked now. */
  async identify(connection: string): Promise<Said | undefined> {
    const shared = this.#shared.get(connection);
    try {
      const open = await shared?.acquire();
      if (shared === undefined || open === undefined) return undefined;
      for (const machine of this.#machines.values()) {
        if (machine.config.connection === connection) machine.prepare(open);
      }
      return await shared.during(open, open.identify());
    } catch {
      // Scans meet the same failure and report it.
      return undefined;
    }
  }

  /** Who an equipment itself says it is; undefined when it cannot be asked now. */
  async identifyEquipment(equipment: string): Promise<Said | undefined> {
    const config = this.#machines.get(equipment)?.config;
    const shared = config === undefined ? undefined : this.#shared.get(config.connection);
    if (config?.identity === undefined || shared === undefined) return undefined;
    try {
      const open = await shared.acquire();
      const addresses = config.identity.map(({ address }) => address);
      const readings = await shared.during(open, open.plan(addresses, 0).read());
      return identityOf(config.identity, readings);
    } catch {
      return undefined;
    }
  }

  /**
   * Asks something beside the scans, over the connection that they use: a device that serves one is never given a
   * second. Rejects why it cannot be asked now, GATEWAY_EQUIPMENT_UNKNOWN, and as `work` does.
   */
  async ask<T>(id: string, work: (open: Connection<unknown>) => Promise<T>): Promise<T> {
    const shared = this.#shared.get(id);
    if (shared === undefined) {
      throw new GatewayError("GATEWAY_EQUIPMENT_UNKNOWN", `没有连接 ${id} · no connection ${id}`);
    }
    const open = await shared.acquire();
    try {
      return await shared.during(open, work(open));
    } catch (error) {
      // Scans meet a dead link themselves and judge it; where there are none, nobody else would.
      const scanned = [...this.#machines.values()].some(({ config }) => config.connection === id);
      if (!scanned && error instanceof GatewayError && isRetriable(error)) shared.lose(open, error);
      throw error;
    }
  }

  status(): PollerStatus {
    return {
      connections: [...this.#shared.values()].map((shared) => shared.status()),
      equipment: [...this.#machines.values()].map((machine) => machine.status()),
      lateness: this.#lateness.describe(),
      standstills: this.#watchdog.standstills,
    };
  }

  /** Every signal of an equipment; undefined when there is no such equipment. */
  signals(equipment: string): readonly SignalStatus[] | undefined {
    return this.#machines.get(equipment)?.signals();
  }

  /** Makes what is not there yet, in the order of the configuration. @returns the new machines */
  #build({ connections, equipment }: Polled): readonly Machine[] {
    const shared = connections.map(
      (config) => this.#shared.get(config.id) ?? this.#connect(config),
    );
    this.#shared = new Map(shared.map((one) => [one.id, one]));
    const before = this.#machines;
    const machines = equipment.map((config) => {
      const connection = this.#shared.get(config.connection);
      if (connection === undefined) throw new RangeError(`no connection ${config.connection}`);
      return before.get(config.id) ?? new Machine(config, connection, this.#deps);
    });
    this.#machines = new Map(machines.map((machine) => [machine.config.id, machine]));
    return machines.filter((machine) => before.get(machine.config.id) !== machine);
  }

  #connect({ id, driver: kind, endpoint }: ConnectionConfig): SharedConnection {
    const { clock, dataDir, drivers, log, random } = this.#options;
    const driver = Object.hasOwn(drivers, kind) ? drivers[kind] : undefined;
    if (driver === undefined) {
      throw new GatewayError("GATEWAY_DRIVER_UNKNOWN", `没有驱动 · no driver ${kind}`, {
        connection: id,
        driver: kind,
      });
    }
    const io = { clock, dataDir, log: (message: string) => log(`${id}: ${message}`) };
    return new SharedConnection({ id, driver, endpoint, io, random });
  }

  /** All equipment behind a link is down with it. */
  #linkFailed(connection: string, error: GatewayError): void {
    for (const machine of this.#machines.values()) {
      if (machine.config.connection === connection) machine.linkFailed(error);
    }
  }

  #stoodStill(ms: number, at: number): void {
    for (const machine of this.#machines.values()) machine.excuse(at);
    const seconds = Math.round(ms / 100) / 10;
    this.#options.log(
      `网关自己停顿了 ${seconds} s(电脑休眠或太忙),其间没有读数,不补 · the gateway itself stood still for ${seconds} s (the computer slept or was too busy): nothing was read meanwhile, nothing is made up`,
    );
  }
}
