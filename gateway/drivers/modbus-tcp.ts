// Driver for Modbus TCP: reads coils, inputs and registers (FC 01 to 04) and who the device says it is
// (FC 43/14). Read-only by construction: no function that writes is reachable from here.
import type { Connection, Driver, DriverIo, Plan, Reading } from "../driver.ts";
import { type ModbusAddress, modbusDatatype, parseModbusAddress } from "./modbus-address.ts";
import { type ModbusEndpoint, parseModbusEndpoint } from "./modbus-endpoint.ts";
import { type ModbusLink, openModbusLink } from "./modbus-link.ts";
import { UnitPlan } from "./modbus-unit-plan.ts";
import { UnitHealth } from "./unit-health.ts";

export const modbusTcp: Driver<ModbusEndpoint, ModbusAddress> = {
  kind: "modbus-tcp",
  sharedKeys: ["unit", "maxRegisters"],
  parseEndpoint: parseModbusEndpoint,
  parseAddress: parseModbusAddress,
  datatypeOf: modbusDatatype,
  open: async (endpoint, io) =>
    new ModbusConnection(await openModbusLink(endpoint, io), endpoint, io),
};

/** Names of the basic identification objects, Modbus Application Protocol V1.1b3 §6.21. */
const objectNames = ["vendorName", "productCode", "revision"] as const;

class ModbusConnection implements Connection<ModbusAddress> {
  readonly #link: ModbusLink;
  readonly #endpoint: ModbusEndpoint;
  readonly #io: DriverIo;
  readonly #health = new Map<number, UnitHealth>();

  constructor(link: ModbusLink, endpoint: ModbusEndpoint, io: DriverIo) {
    this.#link = link;
    this.#endpoint = endpoint;
    this.#io = io;
  }

  plan(addresses: readonly ModbusAddress[]): Plan {
    const units = Map.groupBy(
      addresses.map((address, index) => ({ index, address })),
      ({ address }) => address.unit,
    );
    const plans = [...units].map(
      ([unit, items]) =>
        new UnitPlan({
          unit,
          items,
          maxGap: this.#endpoint.maxGap,
          link: this.#link,
          health: this.#healthOf(unit),
          io: this.#io,
        }),
    );
    return {
      read: async () => {
        // Also while every unit is backing off and nothing would be asked.
        this.#link.check();
        const deadline = this.#deadline();
        const readings: Reading[] = new Array(addresses.length);
        await Promise.all(plans.map((plan) => plan.read(deadline, readings)));
        return readings;
      },
    };
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

  close(): Promise<void> {
    this.#link.close();
    return Promise.resolve();
  }

  #healthOf(unit: number): UnitHealth {
    const known = this.#health.get(unit);
    if (known !== undefined) return known;
    const health = new UnitHealth(this.#io.clock);
    this.#health.set(unit, health);
    return health;
  }

  #deadline(): number {
    return this.#io.clock.monotonic() + this.#endpoint.readTimeoutMs;
  }
}
