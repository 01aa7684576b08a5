import { expect, test } from "vitest";
import { status } from "#contracts/quality.ts";
import type { Reading } from "../driver.ts";
import { Liveness } from "./liveness.ts";

const good: Reading = { kind: "int", value: 1, status: status.good, sourceTime: 0, asked: true };
const refused: Reading = {
  ...good,
  kind: "null",
  value: null,
  status: status.badConfiguration | 2,
};
const silent: Reading = { ...good, kind: "null", value: null, status: status.badTimeout };

test("good scans are up, refused addresses degrade, and the reason counts them", () => {
  const liveness = new Liveness();
  expect(liveness.state).toBe("unknown");
  liveness.scanned("fast", [good, good], 0, 1_000);
  expect(liveness).toMatchObject({ state: "up", reason: "", lastGoodAt: 1_000 });
  liveness.scanned("fast", [good, refused], 1, 2_000);
  expect(liveness.state).toBe("degraded");
  expect(liveness.reason).toContain("1 of 2");
});

test("one silent scan is an accident, two are down, an answer is up again", () => {
  const liveness = new Liveness();
  liveness.scanned("fast", [good], 0, 1_000);
  liveness.scanned("fast", [silent], 1, 2_000);
  expect(liveness.state).toBe("degraded");
  liveness.scanned("fast", [silent], 2, 3_000);
  expect(liveness).toMatchObject({ state: "down", lastGoodAt: 1_000 });
  liveness.scanned("fast", [good], 3, 4_000);
  expect(liveness.state).toBe("up");
});

test("an equipment that never answered is down at once, one that refuses everything is not", () => {
  const mute = new Liveness();
  mute.scanned("fast", [silent], 0, 1_000);
  expect(mute.state).toBe("down");
  const refusing = new Liveness();
  refusing.scanned("fast", [refused], 0, 1_000);
  expect(refusing.state).toBe("degraded");
});

test("a group that stays silent beside one that answers only degrades", () => {
  const liveness = new Liveness();
  for (let at = 0; at < 10; at += 1) {
    liveness.scanned("a", [good], at, at);
    liveness.scanned("b", [silent], at + 0.5, at);
    expect(liveness.state).toBe("degraded");
  }
});

test("a slow group's old answer does not keep a silent equipment up", () => {
  const liveness = new Liveness();
  liveness.scanned("slow", [good], 0, 0);
  liveness.scanned("fast", [good], 1, 1);
  liveness.scanned("fast", [silent], 2, 2);
  liveness.scanned("fast", [silent], 3, 3);
  expect(liveness.state).toBe("down");
});

test("a lost link is down at once, with its reason, until something is read", () => {
  const liveness = new Liveness();
  liveness.scanned("fast", [good], 0, 0);
  liveness.linkFailed("cable");
  expect(liveness).toMatchObject({ state: "down", reason: "cable" });
  liveness.scanned("fast", [good], 1, 1);
  expect(liveness.state).toBe("up");
});

test.each([
  ["BadNoCommunication", 0x8031_0000],
  ["BadServerNotConnected", 0x800d_0000],
  ["BadNotConnected", status.badNotConnected],
])(
  "a machine that its server cannot reach (%s) is silent: it goes down and comes up anew",
  (_, code) => {
    const liveness = new Liveness();
    const unreached: Reading = { ...silent, status: code };
    liveness.scanned("fast", [good, good], 0, 1_000);
    liveness.scanned("fast", [unreached, unreached], 1, 2_000);
    liveness.scanned("fast", [unreached, unreached], 2, 3_000);
    expect(liveness.state).toBe("down");
    liveness.scanned("fast", [good, good], 3, 4_000);
    expect(liveness.state).toBe("up");
  },
);
