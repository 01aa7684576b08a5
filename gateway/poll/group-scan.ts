// One scan of one scan group: connect if need be, read, detect changes, make a record.
// Invariant: a record is made only when the scan really asked the device. While the link is down no scan
// completes; only the turn to bad makes one record, with every signal bad and no value.
import { status } from "#contracts/quality.ts";
import type { ScanRecord } from "#contracts/record.ts";
import type { Clock } from "#contracts/time.ts";
import type { ScanGroupConfig } from "../config-equipment.ts";
import type { Connection, Plan, Reading } from "../driver.ts";
import type { GatewayError } from "../errors.ts";
import { ChangeDetection } from "./change-detection.ts";
import { asGatewayError, type SharedConnection } from "./shared-connection.ts";

export type ScanOutcome =
  | { readonly kind: "read"; readonly record: ScanRecord; readonly readings: readonly Reading[] }
  /** The device is being left alone for a while: nothing was asked, nothing is recorded. */
  | { readonly kind: "idle" }
  /** `record` on the turn to bad only. */
  | { readonly kind: "failed"; readonly error: GatewayError; readonly record?: ScanRecord };

export class GroupScan {
  readonly #shared: SharedConnection;
  readonly #group: ScanGroupConfig;
  readonly #changes: ChangeDetection;
  readonly #clock: Clock;
  #plan: { readonly connection: Connection<unknown>; readonly plan: Plan } | undefined;
  #failing = false;

  constructor(equipment: string, group: ScanGroupConfig, shared: SharedConnection, clock: Clock) {
    this.#shared = shared;
    this.#group = group;
    this.#clock = clock;
    this.#changes = new ChangeDetection(equipment, group.id, group.signals);
  }

  /** Makes the plan for a connection before its first scan. */
  prepare(connection: Connection<unknown>): void {
    this.#planOn(connection);
  }

  /** The record of the last scan was dropped: the next one carries every signal. */
  forget(): void {
    this.#changes.forget();
  }

  /** Never rejects; bounded by the time limits of the connection. */
  async run(): Promise<ScanOutcome> {
    let connection: Connection<unknown> | undefined;
    try {
      connection = await this.#shared.acquire();
      const readings = await this.#planOn(connection).read();
      if (!readings.some(({ asked }) => asked)) return { kind: "idle" };
      this.#failing = false;
      this.#shared.confirm();
      return {
        kind: "read",
        record: this.#changes.record(readings, this.#clock.now()),
        readings,
      };
    } catch (cause) {
      const error = asGatewayError(cause);
      this.#plan = undefined;
      if (connection !== undefined) await this.#shared.lose(connection, error);
      const record = error.code === "GATEWAY_CONNECTION_CLOSED" ? undefined : this.#turnBad(error);
      return { kind: "failed", error, ...(record === undefined ? {} : { record }) };
    }
  }

  #planOn(connection: Connection<unknown>): Plan {
    if (this.#plan?.connection !== connection) {
      const plan = connection.plan(
        this.#group.signals.map(({ address }) => address),
        this.#group.intervalMs,
      );
      this.#plan = { connection, plan };
    }
    return this.#plan.plan;
  }

  #turnBad(error: GatewayError): ScanRecord | undefined {
    if (this.#failing) return undefined;
    this.#failing = true;
    const now = this.#clock.now();
    const reading: Reading = {
      kind: "null",
      value: null,
      status: statusOfLinkError(error),
      sourceTime: now,
      asked: true,
    };
    const record = this.#changes.record(
      this.#group.signals.map(() => reading),
      now,
    );
    // All was bad in the same way before: an empty record would claim another reading.
    return record.samples.length === 0 ? undefined : record;
  }
}

function statusOfLinkError({ code }: GatewayError): number {
  if (code === "GATEWAY_LINK_TIMEOUT") return status.badTimeout;
  return code === "GATEWAY_LINK_REFUSED" ? status.badNotConnected : status.badCommunication;
}
