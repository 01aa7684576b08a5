import { expect, test } from "vitest";
import { status } from "#contracts/quality.ts";
import type { EquipmentStatus, GatewayStatus, SignalStatus } from "#gateway/status.ts";
import { columnsOf } from "../terminal-text.ts";
import { lookAfter, screenLines } from "./watch-screen.ts";
import { ageOf } from "./watch-table.ts";

const now = Date.UTC(2026, 10, 22);

const machine = (id: string, more: Partial<EquipmentStatus> = {}) =>
  ({
    id,
    connection: "c",
    state: "up",
    reason: "",
    since: 0,
    lastGoodAt: now - 300,
    ...more,
  }) as EquipmentStatus;

const gateway = (equipment: readonly EquipmentStatus[]) =>
  ({
    gateway: "gw1",
    site: "wenan-01",
    edge: {
      connected: false,
      pending: 5,
      dropped: 0,
      lastError: { code: "GATEWAY_BROKER_UNREACHABLE" },
    },
    poll: {
      equipment,
      connections: [
        { id: "c", state: "waiting", opened: 0, failures: 9, lastError: "很长的原因 ".repeat(20) },
      ],
    },
  }) as unknown as GatewayStatus;

const signals: readonly SignalStatus[] = Array.from({ length: 40 }, (_, i) => ({
  id: `压机.温度.${i}`,
  scanGroup: "s",
  value: i === 0 ? null : 229.87654321,
  status: i === 0 ? status.badTimeout : status.good,
  quality: i === 0 ? "bad" : "good",
  sourceTime: now,
  lastGoodAt: i === 0 ? null : now - 500,
  quarantined: i === 0,
}));

test.each([10, 24, 60])("a screen of %i rows is never wider or longer than it is", (rows) => {
  const many = Array.from({ length: 30 }, (_, i) =>
    machine(`压机-${i}`, {
      state: "down",
      reason: "设备不应答 · the equipment does not answer ".repeat(6),
    }),
  );
  const lines = screenLines(gateway(many), signals, { selected: 29, skip: 0 }, now, rows);
  expect(lines.length).toBeLessThan(Math.max(rows, 20));
  for (const line of lines) expect(columnsOf(line), line).toBeLessThanOrEqual(80);
  // The chosen one is in sight, however many there are.
  expect(lines.some((line) => line.startsWith("▶ 压机-29"))).toBe(true);
});

test("a value that is bad shows none, why, and that it is set aside", () => {
  const lines = screenLines(gateway([machine("a")]), signals, { selected: 0, skip: 0 }, now, 24);
  expect(lines.find((line) => line.includes("压机.温度.0"))).toMatch(/—\s+从未\s+搁置:没有应答/);
});

test("keys choose, page and quit", () => {
  const look = { selected: 1, skip: 0 };
  expect(lookAfter("\u001b[B", look, 3, 5)).toEqual({ selected: 2, skip: 0 });
  expect(lookAfter("\u001b[B", { selected: 2, skip: 0 }, 3, 5)).toEqual({ selected: 2, skip: 0 });
  expect(lookAfter("\u001b[A", { selected: 0, skip: 5 }, 3, 5)).toEqual({ selected: 0, skip: 0 });
  expect(lookAfter("9", look, 3, 5)).toEqual({ selected: 2, skip: 0 });
  expect(lookAfter(" ", look, 3, 5)).toEqual({ selected: 1, skip: 5 });
  expect(lookAfter("b", { selected: 1, skip: 3 }, 3, 5)).toEqual({ selected: 1, skip: 0 });
  expect(lookAfter("x", look, 3, 5)).toEqual(look);
  for (const key of ["q", "Q", "\u0003"]) expect(lookAfter(key, look, 3, 5)).toBeUndefined();
});

test("an age is as exact as it matters", () => {
  const ages = [500, 45_000, 600_000, 3 * 3_600_000, 5 * 86_400_000].map((ms) =>
    ageOf(now - ms, now),
  );
  expect(ages).toEqual(["0.5 s", "45 s", "10 min", "3 h", "5 d"]);
  expect(ageOf(null, now)).toBe("从未");
});
