import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { status } from "#contracts/quality.ts";
import { ManualClock } from "#contracts/time.ts";
import { lasting } from "../../test/kit/lasting.ts";
import type { AnyDriver, Reading } from "../driver.ts";
import { Poller } from "./poller.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
});

test("a connection that took long to open (a DTU that dials in late) is not given up for it", async () => {
  const clock = new ManualClock(Date.UTC(2026, 0, 5));
  const logged: string[] = [];
  const read = async (): Promise<readonly Reading[]> => {
    await lasting(2_000);
    return [{ kind: "int", value: 7, status: status.good, sourceTime: clock.now(), asked: true }];
  };
  let closed = 0;
  const driver: AnyDriver = {
    kind: "slow",
    protocol: "modbus",
    sharedKeys: [],
    parseEndpoint: (value) => value,
    parseAddress: (value) => value,
    datatypeOf: () => 3,
    open: async () => {
      await lasting(40_000);
      return {
        limitMs: 15_000,
        plan: () => ({ read }),
        identify: async () => [],
        close: async () => {
          closed += 1;
        },
      };
    },
  };
  const signal = { id: "speed", address: "a", datatype: 3, deadband: 0 };
  const values: unknown[] = [];
  const poller = new Poller({
    connections: [{ id: "dtu", driver: "slow", endpoint: {} }],
    equipment: [
      {
        id: "pump",
        connection: "dtu",
        scanGroups: [{ id: "fast", intervalMs: 1_000, signals: [signal] }],
      },
    ],
    drivers: { slow: driver },
    dataDir: "/nowhere",
    clock,
    log: (message) => logged.push(message),
    random: () => 0,
    onRecord: ({ samples }) => values.push(...samples.map(({ value }) => value)),
    onEquipment: () => undefined,
  });
  poller.start();
  for (let ms = 0; ms < 43_000; ms += 50) {
    clock.advance(50);
    await vi.advanceTimersByTimeAsync(50);
  }
  expect([values, closed]).toEqual([[7], 0]);
  expect(logged.join()).not.toContain("GATEWAY_SCAN_STALLED");
  await poller.stop();
});
