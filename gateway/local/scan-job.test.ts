import { expect, test, vi } from "vitest";
import { status } from "#contracts/quality.ts";
import { ManualClock } from "#contracts/time.ts";
import { parseGatewayConfig } from "../config/config.ts";
import type { Connection, FoundDevice } from "../driver.ts";
import { GatewayError } from "../errors.ts";
import type { CommissioningDesk } from "./commissioning-desk.ts";
import { scanOf, startScan } from "./scan-job.ts";

const config = parseGatewayConfig(
  "/x/gw.yaml",
  `gateway: { id: g, site: s, data: data }
broker: { url: "mqtt://127.0.0.1:1883" }
connections: [{ id: line, driver: modbus-tcp, endpoint: { host: 10.0.0.1 } }]
equipment:
  - { id: m, connection: line, unit: 2, template: sdm630, scanGroups: [{ id: f, intervalMs: 500 }] }
`,
  {},
);
const unused = () => {
  throw new RangeError("not here");
};

/** A line with units 2 and 4, of which nothing can be read. */
function line(asked: number[], before: (unit: number) => void = () => undefined) {
  const connection: Connection<unknown> = {
    plan: (addresses) => ({
      read: async () =>
        addresses.map(() => ({
          kind: "null",
          value: null,
          status: status.badTimeout,
          sourceTime: 0,
          asked: true,
        })),
    }),
    identify: unused,
    async *find([unit], signal): AsyncGenerator<FoundDevice> {
      if (signal.aborted) return;
      asked.push(unit);
      before(unit);
      if (unit % 2 === 0) yield { shared: { unit }, said: [], evidence: "FC03" };
    },
    close: unused,
  };
  return connection;
}

function deskOn(connection: Connection<unknown>, clock = new ManualClock(0)): CommissioningDesk {
  return {
    clock,
    log: unused,
    config,
    source: undefined,
    ask: (_id, work) => work(connection),
    rehearse: unused,
    explain: unused,
  };
}

const all = { connection: "line", first: 1, last: 5 };
const ended = (desk: CommissioningDesk) =>
  vi.waitFor(() => {
    const report = scanOf(desk)?.report();
    if (report === undefined || report.state === "running") throw new Error("it still runs");
    return report;
  });

test("units are asked one by one; those of the configuration are told as known", async () => {
  const asked: number[] = [];
  const desk = deskOn(line(asked));
  expect(startScan(desk, all).report()).toMatchObject({ state: "running", devices: [] });
  expect(await ended(desk)).toMatchObject({
    state: "done",
    at: 5,
    devices: [
      { shared: { unit: 2 }, known: ["m"] },
      { shared: { unit: 4 }, known: [] },
    ],
  });
  expect(asked).toEqual([1, 2, 3, 4, 5]);
});

test("what was found stays when the line fails or somebody stops it", async () => {
  const lost = new GatewayError("GATEWAY_LINK_LOST", "gone");
  const failing = deskOn(
    line([], (unit) => {
      if (unit === 3) throw lost;
    }),
  );
  startScan(failing, all);
  expect(await ended(failing)).toMatchObject({
    state: "failed",
    error: { code: "GATEWAY_LINK_LOST" },
    devices: [{ shared: { unit: 2 } }],
  });
  const asked: number[] = [];
  const stopped = deskOn(
    line(asked, (unit) => {
      if (unit === 2) scanOf(stopped)?.stop();
    }),
  );
  startScan(stopped, all);
  expect(await ended(stopped)).toMatchObject({ state: "stopped" });
  expect(asked).toEqual([1, 2]);
});

test("a search that nobody looks at any more ends by itself", async () => {
  const clock = new ManualClock(0);
  const asked: number[] = [];
  const desk = deskOn(
    line(asked, () => clock.advance(60_000)),
    clock,
  );
  startScan(desk, all);
  expect(await ended(desk)).toMatchObject({ state: "stopped" });
  expect(asked.length).toBeLessThan(5);
});

test("a connection that is not configured is refused", () => {
  expect(() => startScan(deskOn(line([])), { ...all, connection: "x" })).toThrow(
    expect.objectContaining({ code: "GATEWAY_EQUIPMENT_UNKNOWN" }),
  );
});
