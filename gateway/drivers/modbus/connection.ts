// An open connection to Modbus units, the same on every wire: plans per unit, and who the units say they are.
import { status } from "#contracts/quality.ts";
import type { Connection, DriverIo, FoundDevice, Inspection, Plan, Reading } from "../../driver.ts";
import { GatewayError } from "../../errors.ts";
import { type ModbusAddress, type ModbusTable, parseModbusAddress } from "./address.ts";
import { findUnits } from "./find-units.ts";
import { type AskRegisters, askFromZero, inspectAddress } from "./inspect.ts";
import { KeptReadings } from "./kept-readings.ts";
import type { ModbusLink } from "./link.ts";
import { parseQuirks, type Quirks, strictest } from "./quirks.ts";
import { UnitHealth } from "./unit-health.ts";
import { bad, type UnitLimits, UnitPlan } from "./unit-plan.ts";

/** An address with what its product is like. */
export type UnitAddress = ModbusAddress & { readonly quirks: Quirks };

/** Throws GATEWAY_ADDRESS_INVALID naming every problem of the address. */
export function parseUnitAddress(
  value: unknown,
  shared: Readonly<Record<string, unknown>> = {},
): UnitAddress {
  const { quirks, ...rest } = shared;
  return { ...parseModbusAddress(value, rest), quirks: parseQuirks(quirks) };
}

export type ConnectionSettings = {
  /** A unit that takes longer has not answered. */
  readonly requestTimeoutMs: number;
  /** A read of all addresses of a scan settles within this. */
  readonly readTimeoutMs: number;
  /** Unasked registers read along to save a request. */
  readonly maxGap: number;
};

/** One request may still be on a slow line (300 baud) when the time of a scan is over. */
const longestExchangeMs = 10_000;

/** Of a search: hundreds of units are not there, and each costs this twice. */
const searchPatienceMs = 300;
/** A link that is given more for an answer (radio) is searched with its own patience. */
const slowLinkMs = 1_000;
/** A question of a search waits for its turn this often, each time longer: 16 s in all. */
const searchTurns = 10;

/** Names of the basic identification objects, Modbus Application Protocol V1.1b3 §6.21. */
const objectNames = ["vendorName", "productCode", "revision"] as const;

export class ModbusConnection implements Connection<UnitAddress> {
  readonly #link: ModbusLink;
  readonly #settings: ConnectionSettings;
  readonly #io: DriverIo;
  readonly #health = new Map<number, UnitHealth>();
  readonly #limits = new Map<number, UnitLimits>();

  readonly limitMs: number;

  constructor(link: ModbusLink, settings: ConnectionSettings, io: DriverIo) {
    this.#link = link;
    this.#settings = settings;
    this.#io = io;
    this.limitMs = settings.readTimeoutMs + longestExchangeMs;
  }

  plan(addresses: readonly UnitAddress[], intervalMs: number): Plan {
    const units = Map.groupBy(
      addresses.map((address, index) => ({ index, address })),
      ({ address }) => address.unit,
    );
    const kept = new KeptReadings(addresses.length);
    const plans = [...units].map(([unit, items]) => {
      const quirks = strictest(new Set(items.map(({ address }) => address.quirks)));
      const pace = {
        afterConnectMs: quirks.pauseAfterConnectMs,
        betweenMs: quirks.pauseBetweenRequestsMs,
      };
      this.#link.expect(unit, pace, intervalMs);
      return new UnitPlan({
        unit,
        items,
        kept,
        intervalMs,
        limits: this.#limitsOf(unit, quirks),
        link: this.#link,
        health: this.#healthOf(unit),
        io: this.#io,
      });
    });
    // False once a scan said that nothing can be asked now: that is said once.
    let unsaid = true;
    return {
      askedAgainAt: (index) => {
        const address = addresses[index];
        const plan = plans.find(({ unit }) => unit === address?.unit);
        return address === undefined ? undefined : plan?.askedAgainAt({ index, address });
      },
      read: async () => {
        // Also while every unit is backing off and nothing would be asked.
        this.#link.check();
        if (this.#link.trouble() !== undefined) {
          const reading = bad(status.badCommunication, this.#io.clock.now(), unsaid);
          unsaid = false;
          return addresses.map(() => reading);
        }
        unsaid = true;
        const deadline = this.#deadline();
        const readings: Reading[] = new Array(addresses.length);
        await Promise.all(plans.map((plan) => plan.read(deadline, readings)));
        return readings;
      },
    };
  }

  /** Why nothing is read though the connection stands, in words. */
  trouble(): string | undefined {
    return this.#link.trouble();
  }

  counts(): Readonly<Record<string, number>> {
    return this.#link.counters;
  }

  async identify(): Promise<readonly (readonly [string, string])[]> {
    const deadline = this.#deadline();
    const found: [string, string][] = [];
    for (const unit of this.#health.keys()) {
      const objects = await this.#link.identify(unit, deadline);
      // Each unanswered question costs the scans its time limit: one is enough.
      if (objects === undefined) break;
      for (const [object, text] of objects) {
        const name = objectNames[object];
        const printable = text.replace(/[^\x20-\x7e]/g, "").trim();
        if (name !== undefined && printable !== "") found.push([`unit.${unit}.${name}`, printable]);
      }
    }
    return found;
  }

  inspect(address: UnitAddress, around = false): Promise<Inspection> {
    const { clock } = this.#io;
    const deadline = this.#deadline();
    const ask: AskRegisters = (unit, table, start, count) =>
      this.#link.read(unit, table, start, count, deadline);
    const { coilsFromZero, pauseAfterConnectMs, pauseBetweenRequestsMs } = address.quirks;
    if (pauseAfterConnectMs > 0 || pauseBetweenRequestsMs > 0) {
      const pace = { afterConnectMs: pauseAfterConnectMs, betweenMs: pauseBetweenRequestsMs };
      this.#link.pace(address.unit, pace);
    }
    return inspectAddress(address, around, coilsFromZero ? askFromZero(ask) : ask, () =>
      clock.now(),
    );
  }

  find(range: readonly [number, number], signal: AbortSignal): AsyncIterable<FoundDevice> {
    const link = this.#link;
    const { requestTimeoutMs } = this.#settings;
    const patienceMs = requestTimeoutMs > slowLinkMs ? requestTimeoutMs : searchPatienceMs;
    const soon = (times = 1) => this.#io.clock.monotonic() + times * patienceMs;
    const questions = {
      // Where scans keep the link busy, the turn may come later than the patience lasts.
      ask: async (unit: number, table: ModbusTable, start: number, count: number) => {
        for (let times = 1; times <= searchTurns; times += 1) {
          const answer = await link.read(unit, table, start, count, soon(times));
          if (answer.kind !== "unasked") return answer;
        }
        throw new GatewayError(
          "GATEWAY_LINK_BUSY",
          "线上太忙,轮不到查找;放慢扫描周期或稍后再找 · the line is too busy for a search: scan more slowly, or search later",
        );
      },
      identify: (unit: number) => link.identify(unit, soon(2)),
    };
    return findUnits(range, questions, signal);
  }

  close(): Promise<void> {
    return this.#link.close();
  }

  #healthOf(unit: number): UnitHealth {
    const known = this.#health.get(unit);
    if (known !== undefined) return known;
    const health = new UnitHealth(this.#io.clock);
    this.#health.set(unit, health);
    return health;
  }

  /** The strictest of all that was planned on the unit; plans made before obey it too. */
  #limitsOf(unit: number, { maxBits, maxGap, coilsFromZero }: Quirks): UnitLimits {
    const limits = this.#limits.get(unit) ?? {
      maxBits,
      maxGap: maxGap ?? this.#settings.maxGap,
      coilsFromZero,
    };
    limits.maxBits = Math.min(limits.maxBits, maxBits);
    limits.maxGap = Math.min(limits.maxGap, maxGap ?? limits.maxGap);
    limits.coilsFromZero ||= coilsFromZero;
    this.#limits.set(unit, limits);
    return limits;
  }

  #deadline(): number {
    return this.#io.clock.monotonic() + this.#settings.readTimeoutMs;
  }
}
