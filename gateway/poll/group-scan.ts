// One scan of one scan group: connect if need be, read, detect changes, make a record.
// Invariant: a record is made only when the scan really asked the device. While the link is down no scan
// completes; only the turn to bad makes one record, with every signal bad and no value.
import { qualityOf, status } from "#contracts/quality.ts";
import type { ScanRecord } from "#contracts/record.ts";
import type { Clock } from "#contracts/time.ts";
import type { ScanGroupConfig } from "../config/equipment.ts";
import type { Recalled } from "../derive/derivation.ts";
import { DerivedReadings } from "../derive/derived-readings.ts";
import type { Connection, Plan, Reading } from "../driver.ts";
import { GatewayError } from "../errors.ts";
import { ChangeDetection } from "./change-detection.ts";
import { ScanProgress } from "./scan-progress.ts";
import { asGatewayError, type SharedConnection } from "./shared-connection.ts";
import { SignalStates } from "./signal-states.ts";

export type ScanOutcome =
  | { readonly kind: "read"; readonly record: ScanRecord }
  /** The device is being left alone for a while: nothing was asked. `record` when that makes a signal bad. */
  | { readonly kind: "idle"; readonly record?: ScanRecord }
  /** `record` on the turn to bad only. */
  | { readonly kind: "failed"; readonly error: GatewayError; readonly record?: ScanRecord };

export type GroupScanDeps = {
  readonly clock: Clock;
  readonly log: (message: string) => void;
  /** What a derived signal was at last, from the log. */
  readonly recall?: (equipment: string, signal: string) => Recalled | undefined;
};

export class GroupScan {
  readonly id: string;
  readonly states: SignalStates;
  readonly progress: ScanProgress;
  readonly #shared: SharedConnection;
  readonly #group: ScanGroupConfig;
  readonly #changes: ChangeDetection;
  readonly #derived: DerivedReadings;
  readonly #clock: Clock;
  #plan: { readonly connection: Connection<unknown>; readonly plan: Plan } | undefined;

  constructor(
    equipment: string,
    group: ScanGroupConfig,
    shared: SharedConnection,
    { clock, log, recall }: GroupScanDeps,
  ) {
    this.id = group.id;
    this.#shared = shared;
    this.#group = group;
    this.#clock = clock;
    this.#changes = new ChangeDetection(equipment, group.id, group.signals);
    this.#derived = new DerivedReadings(
      group.signals,
      (signal) => ({
        name: `${equipment}/${signal}`,
        log,
        recall: () => recall?.(equipment, signal),
      }),
      clock,
    );
    this.states = new SignalStates(
      group.id,
      group.signals.map(({ id }) => id),
    );
    this.progress = new ScanProgress(group.intervalMs, clock.monotonic());
  }

  /** The log says of at least one of its signals that it can be used. */
  get usable(): boolean {
    return this.#changes.usable;
  }

  /** Makes the plan for a connection before its first scan. */
  prepare(connection: Connection<unknown>): void {
    this.#planOn(connection);
  }

  /** The record of the last scan was dropped: the next one carries every signal. */
  forget(): void {
    this.#changes.forget();
  }

  /**
   * Never rejects; bounded by the time limits of the connection, and by its being given up.
   * @param take told the outcome, once. It is no result of the promise: what a pending promise or a waiting
   *   function comes to hold is taken for long-lived by the collector, a record a second of every group.
   */
  async run(take: (outcome: ScanOutcome) => void): Promise<void> {
    this.progress.began(this.#clock.monotonic());
    const outcome = this.#outcomeOf(await this.#read());
    this.progress.ended(this.#clock.monotonic(), outcome.kind !== "idle");
    take(outcome);
  }

  /** One reading per signal, or why there is none. */
  async #read(): Promise<readonly Reading[] | GatewayError> {
    let connection: Connection<unknown> | undefined;
    try {
      connection = await this.#shared.acquire();
      const read = await this.#shared.during(connection, this.#planOn(connection).read());
      this.#check(read);
      return read;
    } catch (cause) {
      return this.#failed(cause, connection);
    }
  }

  #check({ length }: readonly Reading[]): void {
    const { signals } = this.#group;
    if (length === signals.length) return;
    throw new RangeError(`${length} readings for ${signals.length} signals`);
  }

  #outcomeOf(read: readonly Reading[] | GatewayError): ScanOutcome {
    if (!(read instanceof GatewayError)) return this.#taken(read);
    const record = read.code === "GATEWAY_CONNECTION_CLOSED" ? undefined : this.turnBad(read);
    return { kind: "failed", error: read, ...(record === undefined ? {} : { record }) };
  }

  #failed(cause: unknown, connection: Connection<unknown> | undefined): GatewayError {
    const error = asGatewayError(cause);
    this.#plan = undefined;
    if (connection !== undefined) this.#shared.lose(connection, error);
    return error;
  }

  #taken(readings: readonly Reading[]): ScanOutcome {
    const now = this.#clock.now();
    this.states.read(readings, this.#clock.monotonic());
    if (readings.some(({ asked }) => asked)) {
      this.#shared.confirm();
      return { kind: "read", record: this.#changes.record(readings, now) };
    }
    // Another group found the device silent: what the log still says of these signals is not known any more.
    const code = readings.find((reading) => isBad(reading))?.status ?? status.badTimeout;
    const record = this.#changes.usable ? this.#changes.turnBad(code, now) : undefined;
    return { kind: "idle", ...(record === undefined ? {} : { record }) };
  }

  /** When an address that is set aside is asked again, monotonic ms. */
  askedAgainAt(index: number): number | undefined {
    return this.#plan?.plan.askedAgainAt?.(index);
  }

  /** Nothing is known any more; the record of it, once. */
  turnBad(error: GatewayError): ScanRecord | undefined {
    const now = this.#clock.now();
    const code = statusOfLinkError(error);
    this.states.lost(code, now);
    return this.#changes.turnBad(code, now);
  }

  #planOn(connection: Connection<unknown>): Plan {
    if (this.#plan?.connection !== connection) {
      const read = this.#group.signals.filter(({ derived }) => derived === undefined);
      const addresses = read.map(({ address }) => address);
      const plan = this.#derived.after(connection.plan(addresses, this.#group.intervalMs));
      this.#plan = { connection, plan };
    }
    return this.#plan.plan;
  }
}

function isBad({ status: code }: Reading): boolean {
  return qualityOf(code) === "bad";
}

function statusOfLinkError({ code }: GatewayError): number {
  if (code === "GATEWAY_LINK_TIMEOUT" || code === "GATEWAY_SCAN_STALLED") return status.badTimeout;
  return code === "GATEWAY_LINK_REFUSED" ? status.badNotConnected : status.badCommunication;
}
