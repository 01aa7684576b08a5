import { expect, test } from "vitest";
import type { LastValue, LinkState } from "#contracts/live.ts";
import { status } from "#contracts/quality.ts";
import { rockWoolModel } from "../../fixtures/rock-wool-model.ts";
import type { LiveSnapshot } from "./live-store.ts";
import { conditionOf } from "./machine-condition.ts";

const saw = rockWoolModel().lines[0]!.equipment.find(({ id }) => id === "saw")!;
const now = 100_000;

function value(signal: string, content: LastValue["value"], change: Partial<LastValue> = {}) {
  const full: LastValue = {
    equipment: "saw",
    signal,
    value: content,
    sourceTime: 90_000,
    readTime: 99_500,
    status: 0,
    flag: "N",
    stale: false,
    ...change,
  };
  return full;
}

const up: LinkState = {
  gateway: "gw-dacheng",
  online: true,
  since: 1,
  devices: [{ equipment: "saw", online: true, since: 2 }],
};

function live(values: LastValue[], change: Partial<LiveSnapshot> = {}): LiveSnapshot {
  return {
    connection: { state: "live" },
    values: new Map(values.map((each) => [`saw/${each.signal}`, each])),
    links: [up],
    ledger: [],
    epoch: 1,
    ...change,
  };
}

test("a fresh state is told in the machine's own words, since it became true", () => {
  expect(conditionOf(saw, live([value("state", 2)]), now)).toMatchObject({
    kind: "state",
    state: { category: "producing", name: { zh: "运行" } },
    since: 90_000,
  });
});

test("a state that is late, bad or not in the table is unknown, never the last one", () => {
  for (const bad of [
    value("state", 2, { readTime: 1000 }),
    value("state", 2, { status: status.badTimeout }),
    value("state", 77),
  ]) {
    expect(conditionOf(saw, live([bad, value("output.total", 5)]), now)).toEqual({
      kind: "unknown",
    });
  }
});

test("a machine of which nothing came was never connected, whatever its link says", () => {
  const empty = value("state", null, { status: status.badNotConnected, flag: "B" });
  const down = { ...up, devices: [{ equipment: "saw", online: false, since: 7 }] };
  expect(conditionOf(saw, live([]), now)).toEqual({ kind: "never" });
  expect(conditionOf(saw, live([empty], { links: [down] }), now)).toEqual({ kind: "never" });
});

test("a register that is refused is an answer: the machine is connected", () => {
  const refused = value("state", null, { status: status.badConfiguration + 2, flag: "B" });
  expect(conditionOf(saw, live([refused]), now)).toEqual({ kind: "unknown" });
});

test.each([
  ["device", { links: [{ ...up, devices: [{ equipment: "saw", online: false, since: 7 }] }] }, 7],
  ["gateway", { links: [{ ...up, online: false, since: 8 }] }, 8],
  ["page", { connection: { state: "lost", since: 9 } as const }, 9],
])("a lost %s says since when, and what was before", (_, change, since) => {
  expect(conditionOf(saw, live([value("state", 4)], change), now)).toMatchObject({
    kind: "lost",
    since,
    before: { category: "fault" },
  });
});

test("before the first snapshot nothing is claimed", () => {
  expect(conditionOf(saw, live([], { connection: { state: "connecting" } }), now).kind).toBe(
    "unknown",
  );
});
