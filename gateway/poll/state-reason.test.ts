// What a technician reads of a device that is not simply up.
import { expect, test, vi } from "vitest";
import { status } from "#contracts/quality.ts";
import { ManualClock } from "#contracts/time.ts";
import type { AnyDriver, Reading } from "../driver.ts";
import { Poller } from "./poller.ts";

const good: Reading = { kind: "int", value: 1, status: status.good, sourceTime: 0, asked: true };
const bad = (code: number, asked = true): Reading => ({
  kind: "null",
  value: null,
  status: code,
  sourceTime: 0,
  asked,
});
const noAddress = status.badConfiguration | 2;

/** Reasons after one scan each. @param retryAt of every address that is set aside */
async function reasonsOf(
  scans: readonly (readonly Reading[])[],
  { retryAt, trouble }: { retryAt?: number; trouble?: string } = {},
): Promise<readonly (readonly [state: string, reason: string])[]> {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const clock = new ManualClock(Date.UTC(2026, 0, 5));
  let next = 0;
  const driver: AnyDriver = {
    kind: "fake",
    protocol: "modbus",
    sharedKeys: [],
    parseEndpoint: (value) => value,
    parseAddress: (value) => value,
    datatypeOf: () => 3,
    open: async () => ({
      trouble: () => trouble,
      plan: () => ({
        read: async () => scans[next++] ?? [],
        askedAgainAt: () => retryAt,
      }),
      identify: async () => [],
      close: async () => undefined,
    }),
  };
  const ids = (scans[0] ?? []).map((_, i) => `s${i}`);
  const poller = new Poller({
    connections: [{ id: "bus", driver: "fake", endpoint: {} }],
    equipment: [
      {
        id: "m",
        connection: "bus",
        scanGroups: [
          {
            id: "fast",
            intervalMs: 1_000,
            signals: ids.map((id) => ({ id, address: id, datatype: 3, deadband: 0 })),
          },
        ],
      },
    ],
    drivers: { fake: driver },
    clock,
    dataDir: "/nowhere",
    log: () => undefined,
    random: () => 0,
    onRecord: () => undefined,
    onEquipment: () => undefined,
  });
  const reasons: [string, string][] = [];
  poller.start();
  try {
    for (const _ of scans) {
      await vi.advanceTimersByTimeAsync(10);
      const equipment = poller.status().equipment[0];
      reasons.push([equipment?.state ?? "", equipment?.reason ?? ""]);
      clock.advance(1_000);
      await vi.advanceTimersByTimeAsync(990);
    }
  } finally {
    const stopped = poller.stop();
    await vi.advanceTimersByTimeAsync(5_000);
    await stopped;
    vi.useRealTimers();
  }
  return reasons;
}

test("degraded names the refused addresses, the exception, and when they are asked again", async () => {
  const refused = [good, bad(noAddress), bad(noAddress), good];
  const [[state, reason] = ["", ""]] = await reasonsOf([refused], { retryAt: 25_000 });
  expect(state).toBe("degraded");
  expect(reason).toContain("2 of 4 signals are bad");
  expect(reason).toContain("exception 02");
  expect(reason).toContain("s1, s2 (25 s 后再问 · asked again in 25 s)");
});

test("quarantined says that it answers and refuses all; many addresses are counted", async () => {
  const [[state, reason] = ["", ""]] = await reasonsOf([Array(8).fill(bad(noAddress))]);
  expect(state).toBe("quarantined");
  expect(reason).toContain("it answers, but refuses all 8 addresses");
  expect(reason).toContain("s0, s1, s2 … (8)");
});

test("silence is said as silence, and a trouble of the link as the driver says it", async () => {
  const silent = [bad(status.badTimeout)];
  const reasons = await reasonsOf([[good], silent, silent]);
  expect(reasons.map(([state]) => state)).toEqual(["up", "degraded", "down"]);
  expect(reasons[0]?.[1]).toBe("");
  expect(reasons[2]?.[1]).toContain("does not answer");
  const trouble = "总线上有第二个主站 · another master on the line";
  const master = await reasonsOf([[good], silent, silent], { trouble });
  expect(master.map(([, reason]) => reason)).toEqual(["", trouble, trouble]);
});
