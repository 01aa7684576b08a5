// Reads every signal of a configuration once over connections of its own, as whoever maps a machine would: nothing
// is recorded or sent, and a running gateway's data is not touched. Devices that serve one connection only refuse a
// second one while the gateway runs.
import { isGood, status } from "#contracts/quality.ts";
import type { Clock } from "#contracts/time.ts";
import { driverOf } from "../config/connection.ts";
import type { EquipmentConfig, SignalConfig } from "../config/equipment.ts";
import type { Connection, Inspection } from "../driver.ts";
import { GatewayError } from "../errors.ts";
import { identityOf } from "../identity/value.ts";
import {
  type CheckedSignal,
  isDoubtful,
  judgeAgain,
  judgeSignal,
  type SignalCheck,
} from "./check-signal.ts";
import { expectationOf } from "./expectation.ts";
import { inspectOpened } from "./inspect-opened.ts";
import type { LoadedConfiguration } from "./loaded-configuration.ts";

export type CheckOptions = {
  /** Ids; absent: all. */
  readonly equipment?: string;
  readonly signal?: string;
  /** Decodings of every signal, and not of the doubtful alone. */
  readonly decode: boolean;
  /** Read a second time after so many ms. */
  readonly againMs?: number;
};

export type CheckIo = {
  readonly clock: Clock;
  readonly log: (message: string) => void;
  readonly wait: (ms: number) => Promise<void>;
};

export type EquipmentCheck = {
  readonly equipment: string;
  readonly connection: string;
  /** What the machine says of itself: serial, firmware, … */
  readonly identity: readonly (readonly [string, string])[];
  readonly signals: readonly SignalCheck[];
  /** Not asked any more, because the ones before got no answer. */
  readonly notAsked: number;
  /** Why nothing could be read, with its code; null when something was. */
  readonly error: { readonly code: string; readonly message: string } | null;
};

export type CheckReport = {
  readonly gateway: string;
  readonly site: string;
  /** ms UTC. */
  readonly at: number;
  readonly equipment: readonly EquipmentCheck[];
  readonly signals: number;
  /** Signals and equipment that need a mend; 0: all is well. */
  readonly problems: number;
};

/** So many silent addresses in a row, and the rest of the equipment is not waited for. */
const silentLimit = 2;

/** @param told takes every equipment as soon as it was read. Throws GATEWAY_EQUIPMENT_UNKNOWN. */
export async function checkGateway(
  loaded: LoadedConfiguration,
  options: CheckOptions,
  io: CheckIo,
  told: (check: EquipmentCheck) => void,
): Promise<CheckReport> {
  const { config } = loaded;
  const wanted = wantedEquipment(config.equipment, options);
  const at = io.clock.now();
  const pass = () => passOver(loaded, wanted, options, io);
  let checks = await pass();
  if (options.againMs !== undefined) {
    await io.wait(options.againMs);
    checks = compared(loaded, checks, await pass());
  }
  for (const check of checks) told(check);
  const signals = checks.flatMap((each) => each.signals);
  const problems =
    signals.filter(({ findings }) => findings.some(({ problem }) => problem)).length +
    checks.reduce((sum, { notAsked, error }) => sum + notAsked + (error === null ? 0 : 1), 0);
  const { id, site } = config.gateway;
  return { gateway: id, site, at, equipment: checks, signals: signals.length, problems };
}

function wantedEquipment(
  all: readonly EquipmentConfig[],
  { equipment, signal }: CheckOptions,
): readonly EquipmentConfig[] {
  const wanted = all
    .filter(({ id }) => equipment === undefined || id === equipment)
    .map((machine) => ({
      ...machine,
      scanGroups: machine.scanGroups
        .map((group) => ({
          ...group,
          // What is computed from other signals is read from nowhere.
          signals: group.signals.filter(
            ({ id, derived }) => derived === undefined && (signal === undefined || id === signal),
          ),
        }))
        .filter(({ signals }) => signals.length > 0),
    }))
    .filter(({ scanGroups }) => scanGroups.length > 0);
  if (wanted.length > 0) return wanted;
  const known = all.map(({ id }) => id).join(", ");
  throw new GatewayError(
    "GATEWAY_EQUIPMENT_UNKNOWN",
    `没有这样的设备或信号;设备有:${known} · no such equipment or signal; equipment: ${known}`,
    {},
  );
}

async function passOver(
  loaded: LoadedConfiguration,
  wanted: readonly EquipmentConfig[],
  options: CheckOptions,
  io: CheckIo,
): Promise<readonly EquipmentCheck[]> {
  const lanes = [...Map.groupBy(wanted, ({ connection }) => connection)].map(
    async ([connection, machines]) => {
      const lane = new CheckLane(loaded, connection, options, io);
      const checks: EquipmentCheck[] = [];
      for (const machine of machines) checks.push(await lane.check(machine));
      await lane.close();
      return checks;
    },
  );
  const checks = (await Promise.all(lanes)).flat();
  const place = new Map(wanted.map(({ id }, i) => [id, i]));
  return checks.sort((a, b) => (place.get(a.equipment) ?? 0) - (place.get(b.equipment) ?? 0));
}

/** One connection, opened again when it is lost. */
class CheckLane {
  readonly #loaded: LoadedConfiguration;
  readonly #id: string;
  readonly #options: CheckOptions;
  readonly #io: CheckIo;
  #connection: Connection<unknown> | undefined;

  constructor(loaded: LoadedConfiguration, id: string, options: CheckOptions, io: CheckIo) {
    this.#loaded = loaded;
    this.#id = id;
    this.#options = options;
    this.#io = io;
  }

  async check(machine: EquipmentConfig): Promise<EquipmentCheck> {
    const signals: SignalCheck[] = [];
    const all = machine.scanGroups.flatMap((group) =>
      group.signals.map((signal) => ({ signal, intervalMs: group.intervalMs })),
    );
    const done = (
      error: EquipmentCheck["error"],
      identity: EquipmentCheck["identity"] = [],
    ): EquipmentCheck => ({
      equipment: machine.id,
      connection: this.#id,
      identity,
      signals,
      notAsked: error === null ? all.length - signals.length : 0,
      error,
    });
    try {
      await this.#opened();
      let silent = 0;
      for (const { signal, intervalMs } of all) {
        if (silent >= silentLimit) return done(null);
        const check = await this.#checkSignal(machine, signal, intervalMs);
        signals.push(check);
        silent = isSilence(check.status) ? silent + 1 : 0;
      }
      return done(null, await this.#identity(machine));
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      await this.close();
      return done({ code: error.code, message: error.message });
    }
  }

  async close(): Promise<void> {
    const connection = this.#connection;
    this.#connection = undefined;
    await connection?.close();
  }

  async #opened(): Promise<Connection<unknown>> {
    if (this.#connection !== undefined) return this.#connection;
    const { connections, gateway } = this.#loaded.config;
    const settings = connections.find(({ id }) => id === this.#id);
    const driver = driverOf(settings?.driver);
    if (driver === undefined) {
      throw new GatewayError("GATEWAY_DRIVER_UNKNOWN", `没有驱动 · no driver: ${this.#id}`);
    }
    const { clock, log } = this.#io;
    this.#connection = await driver.open(settings?.endpoint, {
      clock,
      dataDir: gateway.data,
      log: (message) => log(`${this.#id}: ${message}`),
    });
    return this.#connection;
  }

  async #checkSignal(
    { id: equipment }: EquipmentConfig,
    { id: signal, address }: SignalConfig,
    intervalMs: number,
  ): Promise<SignalCheck> {
    const { config, templates } = this.#loaded;
    const expectation = expectationOf(
      equipment,
      signal,
      config.lineModel,
      templates.get(equipment),
    );
    const checked: CheckedSignal = { equipment, signal, intervalMs, expectation };
    let inspection = await this.#inspect(address, this.#options.decode);
    if (!this.#options.decode && isDoubtful(inspection, expectation)) {
      inspection = await this.#inspect(address, true);
    }
    return judgeSignal(checked, inspection, this.#options.decode, this.#io.clock.now());
  }

  async #inspect(address: unknown, around: boolean): Promise<Inspection> {
    return inspectOpened(await this.#opened(), address, around);
  }

  async #identity({ identity = [] }: EquipmentConfig): Promise<EquipmentCheck["identity"]> {
    if (identity.length === 0) return [];
    const connection = await this.#opened();
    const readings = await connection
      .plan(
        identity.map(({ address }) => address),
        0,
      )
      .read();
    return identityOf(
      identity,
      readings.filter(({ status: code }) => isGood(code)).length === 0 ? [] : readings,
    );
  }
}

/** The device itself said nothing: a time limit, or a gateway on the way that speaks for it. */
function isSilence(code: number): boolean {
  const main = (code & 0xffff0000) >>> 0;
  return main === status.badTimeout || main === status.badNotConnected;
}

function compared(
  { config, templates }: LoadedConfiguration,
  first: readonly EquipmentCheck[],
  second: readonly EquipmentCheck[],
): readonly EquipmentCheck[] {
  return second.map((check) => {
    const before = first.find(({ equipment }) => equipment === check.equipment)?.signals ?? [];
    const signals = check.signals.map((after) => {
      const earlier = before.find(({ signal }) => signal === after.signal);
      if (earlier === undefined) return after;
      const { equipment, signal } = after;
      const known = expectationOf(equipment, signal, config.lineModel, templates.get(equipment));
      return judgeAgain(earlier, after, known.class);
    });
    return { ...check, signals };
  });
}
