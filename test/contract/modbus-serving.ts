// Servers at the far end of a wire and connections of the gateway to them, which end with their test.
import { afterEach } from "vitest";
import type { Clock } from "#contracts/time.ts";
import type { Connection, Plan } from "#gateway/driver.ts";
import { noOutside, planMs, systemClock } from "./driver-contract.ts";
import type { FixtureHandler } from "./modbus-fixture.ts";
import type { FarEnd, Wire } from "./modbus-wires.ts";

export type Opened = FarEnd & {
  readonly logged: readonly string[];
  open(more?: Record<string, unknown>, clock?: Clock): Promise<Connection<unknown>>;
  planOf(
    connection: Connection<unknown>,
    addresses: readonly unknown[],
    shared?: Readonly<Record<string, unknown>>,
  ): Plan;
};

export function serving(wire: Wire): (handler: FixtureHandler) => Promise<Opened> {
  const opened: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const one of opened.splice(0).reverse()) await one.close();
  });
  const { driver } = wire;
  return async (handler) => {
    const farEnd = await wire.serve(handler);
    opened.push(farEnd);
    const logged: string[] = [];
    return {
      ...farEnd,
      logged,
      open: async (more = {}, clock = systemClock) => {
        const io = { clock, dataDir: "/nowhere", log: (line: string) => logged.push(line) };
        const endpoint = driver.parseEndpoint(farEnd.endpoint(more), noOutside);
        const connection = await driver.open(endpoint, io);
        opened.push(connection);
        return connection;
      },
      planOf: (connection, addresses, shared = {}) =>
        connection.plan(
          addresses.map((address) => driver.parseAddress(address, shared)),
          planMs,
        ),
    };
  };
}

/** A clock that can be put forward. */
export function movableClock(): Clock & { ahead: number } {
  return {
    ahead: 0,
    now: () => Date.now(),
    monotonic() {
      return performance.now() + this.ahead;
    },
  };
}
