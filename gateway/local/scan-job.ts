// A search for devices beside the running scans, unit by unit, so that its progress is known. One per gateway; it ends
// when the page that wants it is gone.
import { errorCode } from "#contracts/errors.ts";
import { foundYaml } from "../commissioning/found-yaml.ts";
import { type ScannedDevice, scanOpened } from "../commissioning/scan-connection.ts";
import { driverOf } from "../config/connection.ts";
import { GatewayError } from "../errors.ts";
import { templates } from "../templates/registry.ts";
import type { CommissioningDesk } from "./commissioning-desk.ts";

export type ScanAsked = {
  readonly connection: string;
  /** Modbus units; other protocols look through all they have. */
  readonly first: number;
  readonly last: number;
};

export type FoundHere = ScannedDevice & {
  /** Equipment of the configuration that reads this unit. */
  readonly known: readonly string[];
};

export type ScanReport = ScanAsked & {
  readonly state: "running" | "done" | "stopped" | "failed";
  /** Unit that is asked now; null where there is nothing to count. */
  readonly at: number | null;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly devices: readonly FoundHere[];
  /** Equipment for a configuration: what is recognised and not in it yet. */
  readonly yaml: string;
  /** What was looked through, zh · en. */
  readonly touched: string;
};

/** A page that shows a search asks every second, in a hidden tab once a minute. */
const forgottenMs = 90_000;

const jobs = new WeakMap<CommissioningDesk, ScanJob>();

export function scanOf(desk: CommissioningDesk): ScanJob | undefined {
  return jobs.get(desk);
}

/** Throws GATEWAY_EQUIPMENT_UNKNOWN. */
export function startScan(desk: CommissioningDesk, asked: ScanAsked): ScanJob {
  const job = new ScanJob(desk, asked);
  jobs.set(desk, job);
  return job;
}

export class ScanJob {
  readonly #desk: CommissioningDesk;
  readonly #asked: ScanAsked;
  readonly #driver: NonNullable<ReturnType<typeof driverOf>>;
  readonly #abort = new AbortController();
  readonly #devices: FoundHere[] = [];
  readonly #taken: Set<string>;
  #state: ScanReport["state"] = "running";
  #at: number | null = null;
  #error: ScanReport["error"] = null;
  #touched = "";
  #askedAt: number;

  constructor(desk: CommissioningDesk, asked: ScanAsked) {
    const connection = desk.config.connections.find(({ id }) => id === asked.connection);
    const driver = driverOf(connection?.driver);
    if (driver === undefined) {
      throw new GatewayError(
        "GATEWAY_EQUIPMENT_UNKNOWN",
        `没有连接 ${asked.connection} · no connection ${asked.connection}`,
      );
    }
    this.#desk = desk;
    this.#asked = asked;
    this.#driver = driver;
    this.#taken = new Set(desk.config.equipment.map(({ id }) => id));
    this.#askedAt = desk.clock.monotonic();
    void this.#run();
  }

  /** The question that is open is waited for by nobody. */
  stop(): void {
    if (this.#state === "running") this.#state = "stopped";
    this.#abort.abort();
  }

  report(): ScanReport {
    this.#askedAt = this.#desk.clock.monotonic();
    return {
      ...this.#asked,
      state: this.#state,
      at: this.#at,
      error: this.#error,
      devices: this.#devices,
      yaml: foundYaml(this.#devices.filter(({ known }) => known.length === 0)),
      touched: this.#touched,
    };
  }

  async #run(): Promise<void> {
    const { first, last } = this.#asked;
    try {
      if (this.#driver.protocol !== "modbus") await this.#ask([first, last]);
      else {
        for (let unit = first; unit <= last && this.#wanted(); unit += 1) {
          this.#at = unit;
          await this.#ask([unit, unit]);
        }
      }
      if (this.#state === "running") this.#state = "done";
    } catch (error) {
      if (this.#state !== "running") return;
      this.#state = "failed";
      const message = error instanceof Error ? error.message : String(error);
      this.#error = { code: errorCode(error) ?? "INTERNAL", message };
    }
  }

  #wanted(): boolean {
    if (this.#desk.clock.monotonic() - this.#askedAt > forgottenMs) this.stop();
    return this.#state === "running";
  }

  async #ask(range: readonly [number, number]): Promise<void> {
    const { connection: id } = this.#asked;
    const { touched } = await this.#desk.ask(id, (connection) =>
      scanOpened(
        id,
        { driver: this.#driver, connection },
        range,
        { signal: this.#abort.signal, templates: [...templates.values()] },
        (device) => this.#devices.push({ ...device, known: this.#known(device) }),
        this.#taken,
      ),
    );
    this.#touched = touched;
  }

  #known({ shared }: ScannedDevice): readonly string[] {
    return this.#desk.config.equipment
      .filter(
        ({ connection, scanGroups }) =>
          connection === this.#asked.connection &&
          scanGroups.some(({ signals }) =>
            signals.some(({ address }) => isOfUnit(address, shared)),
          ),
      )
      .map(({ id }) => id);
  }
}

/** Of the addresses of other protocols nothing is known here. */
function isOfUnit(address: unknown, { unit }: ScannedDevice["shared"]): boolean {
  const isOfModbus = typeof address === "object" && address !== null && "unit" in address;
  return isOfModbus && unit !== undefined && address.unit === unit;
}
