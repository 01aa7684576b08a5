// What each Modbus fault puts between a request and its answer.
import { expect, test } from "vitest";
import { createRandom } from "../plant/random.ts";
import { exchange, FaultRun, hookAt } from "./fault-test-run.ts";
import { faultSchema } from "./registry.ts";

const hookOf = (entry: string, seed = 1) => new FaultRun([entry], {}, seed).to(100).deck.hook;

/** How many of 10 000 exchanges fulfil a condition. */
function share(entry: string, hit: (replies: readonly string[]) => boolean, seed: number): number {
  const hook = hookOf(entry, seed);
  let hits = 0;
  for (let n = 0; n < 10_000; n += 1) {
    const replies = exchange(hook);
    if (replies !== "as it is" && hit(replies)) hits += 1;
  }
  return hits / 10_000;
}

test("slow device: late by the delay, jitter to both sides, never before its time", () => {
  expect(exchange(hookOf("{ kind: slow-device, delay: 800ms }"))).toEqual(["7/1/0302002a +800"]);
  const jittery = hookOf("{ kind: slow-device, delay: 200ms, jitter: 300ms }");
  const late = Array.from({ length: 1000 }, () => {
    const [reply = ""] = exchange(jittery);
    return Number(reply.split("+")[1] ?? 0);
  });
  expect([Math.min(...late), Math.max(...late) > 490, Math.max(...late) <= 500]).toEqual([
    0,
    true,
    true,
  ]);
});

test("slow device: other units answer as they are", () => {
  const hook = hookOf("{ kind: slow-device, delay: 800ms, unit: 11 }");
  expect([exchange(hook, { unit: 1 }), exchange(hook, { unit: 11 })]).toEqual([
    "as it is",
    ["7/11/0302002a +800"],
  ]);
});

test("slow device: later than servers wait is refused", () => {
  const result = faultSchema.safeParse({ kind: "slow-device", delay: "50s", jitter: "11s" });
  expect(result.error?.issues.map(({ path, message }) => [path.join("."), message])).toEqual([
    ["delay", "delay 与 jitter 之和最多 60s · delay and jitter together are at most 60s"],
  ]);
});

test("wrong transaction id: any but the right one, unit and values as they are", () => {
  const hook = hookOf("{ kind: wrong-transaction }");
  const ids = new Set<string>();
  for (const transaction of [0, 1, 0x7fff, 0xffff]) {
    for (let n = 0; n < 500; n += 1) {
      const [reply = ""] = exchange(hook, { transaction });
      const [id = "", ...rest] = reply.split("/");
      expect([Number(id) === transaction, rest]).toEqual([false, ["1", "0302002a"]]);
      expect(Number(id)).toBeLessThanOrEqual(0xffff);
      ids.add(id);
    }
  }
  expect(ids.size).toBeGreaterThan(1900);
});

test("wrong transaction id: even the smallest random number is not the right one", () => {
  const zero = { ...createRandom(1), uniform: () => 0 };
  const plan = faultSchema.parse({ kind: "wrong-transaction" });
  const { modbus } = plan.begin({ random: zero, since: 0, read: () => 0 });
  const pdu = Uint8Array.of(3, 2, 0, 1);
  const asked = { unit: 1, transaction: 7, request: pdu, answer: pdu };
  const moment = { elapsedMs: 0, listener: "modbus" } as const;
  const replies = modbus?.replies([{ transaction: 7, unit: 1, pdu, afterMs: 0 }], asked, moment);
  expect(replies?.map(({ transaction }) => transaction)).toEqual([8]);
});

test("stale frame: the answer before comes again, with its own transaction id, before the right one", () => {
  const hook = hookOf("{ kind: stale-frame }");
  expect(exchange(hook, { transaction: 1, answer: "03 02 0001" })).toBe("as it is");
  expect(exchange(hook, { transaction: 2, answer: "03 02 0002" })).toEqual([
    "1/1/03020001",
    "2/1/03020002",
  ]);
  const other = { request: "04 0000 0001", answer: "04 02 0009" };
  expect(exchange(hook, { transaction: 3, ...other })).toBe("as it is");
  expect(exchange(hook, { transaction: 4, unit: 2 })).toBe("as it is");
  expect(exchange(hook, { transaction: 5, answer: "03 02 0005" })).toEqual([
    "2/1/03020002",
    "5/1/03020005",
  ]);
});

test("stale frame: stamped with the present transaction id it looks right", () => {
  const hook = hookOf("{ kind: stale-frame, transaction: present }");
  exchange(hook, { transaction: 1, answer: "03 02 0001" });
  expect(exchange(hook, { transaction: 2, answer: "03 02 0002" })).toEqual([
    "2/1/03020001",
    "2/1/03020002",
  ]);
});

test("stale frame: keeps bytes of its own, and says nothing for a silent device", () => {
  const run = new FaultRun([
    "{ kind: device-restart, unit: 1, after: 1s, for: 1s }",
    "{ kind: stale-frame }",
  ]).to(100);
  const answer = Uint8Array.of(3, 2, 0, 1);
  const asked = { unit: 1, transaction: 1, request: Uint8Array.of(3, 0, 0, 0, 1), answer };
  run.deck.hook.replies(asked);
  answer[3] = 99;
  expect(run.deck.hook.replies({ ...asked, transaction: 2 })?.map(({ pdu }) => [...pdu])).toEqual([
    [3, 2, 0, 1],
    [3, 2, 0, 99],
  ]);
  run.to(1000);
  expect(exchange(run.deck.hook)).toEqual([]);
});

test("illegal register: the whole request that touches it is refused by 02, all others are served", () => {
  const hook = hookOf("{ kind: illegal-register, unit: 1, address: 0x48, count: 2 }");
  const ask = (request: string, unit = 1) => exchange(hook, { request, unit });
  // Function, first, count; touching or not.
  expect(ask("04 0034 0014")).toBe("as it is");
  expect(ask("04 0034 0015")).toEqual(["7/1/8402"]);
  expect(ask("04 0048 0001")).toEqual(["7/1/8402"]);
  expect(ask("03 0049 0001")).toEqual(["7/1/8302"]);
  expect(ask("04 004a 0006")).toBe("as it is");
  expect(ask("04 0000 007d")).toEqual(["7/1/8402"]);
  expect(ask("04 0048 0001", 2)).toBe("as it is");
  expect(ask("2b 0e 01 00")).toBe("as it is");
});

test("illegal register: of the named tables only", () => {
  const hook = hookOf("{ kind: illegal-register, unit: 1, address: 0, functions: [3] }");
  expect(exchange(hook, { request: "04 0000 0001" })).toBe("as it is");
  expect(exchange(hook, { request: "03 0000 0001" })).toEqual(["7/1/8302"]);
});

test("exception storm: the share of the requests, 04 and 06 alike, seed by seed", () => {
  const is = (pdu: string) => (replies: readonly string[]) => replies[0] === `7/1/${pdu}`;
  for (const seed of [1, 2, 3, 4, 5]) {
    const entry = "{ kind: exception-storm, share: 0.4 }";
    // Five standard errors of 10 000 draws.
    expect(Math.abs(share(entry, is("8304"), seed) - 0.2)).toBeLessThan(0.02);
    expect(Math.abs(share(entry, is("8306"), seed) - 0.2)).toBeLessThan(0.02);
  }
  expect(share("{ kind: exception-storm, exceptions: [5] }", is("8305"), 1)).toBe(1);
});

test("device restart: the unit is silent, its neighbours are not, and afterwards it answers", () => {
  const run = new FaultRun(["{ kind: device-restart, unit: 1, after: 1s, for: 20s }"]);
  const seen = [900, 1000, 20_900, 21_000].map((at) => {
    run.to(at);
    return [exchange(run.deck.hook), exchange(run.deck.hook, { unit: 2 })];
  });
  expect(seen).toEqual([
    ["as it is", "as it is"],
    [[], "as it is"],
    [[], "as it is"],
    ["as it is", "as it is"],
  ]);
});

test("device restart: a converter may speak for the silent device", () => {
  const hook = hookOf("{ kind: device-restart, unit: 1, for: 20s, meanwhile: target-failed }");
  expect(exchange(hook)).toEqual(["7/1/830b"]);
});

test("a restart without an end is refused", () => {
  const result = faultSchema.safeParse({ kind: "device-restart", unit: 1 });
  expect(result.error?.issues.map(({ path, message }) => [path.join("."), message])).toEqual([
    ["for", "请写明重启用时,如 20s · say how long the restart takes, e.g. 20s"],
  ]);
});

const FOREIGN = "{ kind: foreign-master, unit: 77, poll: 5s, address: 0x10, count: 2 }";

test("foreign master, RTU over TCP: its last poll comes before our answer, once", () => {
  const run = new FaultRun([FOREIGN]).to(100);
  const hook = hookAt(run, "rtu-over-tcp");
  const replies = exchange(hook, { transaction: 0 });
  expect(replies).toHaveLength(3);
  expect(replies[0]).toBe("0/77/0300100002");
  // Function 3, four bytes, two registers of 1000 to 4999.
  expect(replies[1]).toMatch(/^0\/77\/0304(0[3-9a-f]|1[0-3])..(0[3-9a-f]|1[0-3])..$/);
  expect(replies[2]).toBe("0/1/0302002a");
  expect(exchange(hook)).toBe("as it is");
  run.to(4900);
  expect(exchange(hook)).toBe("as it is");
  // Three polls passed unheard; a converter keeps the last.
  run.to(20_000);
  expect([exchange(hook).length, exchange(hook)]).toEqual([3, "as it is"]);
});

test("foreign master, RS-485 line: its frames come by themselves; not with our answers, not on TCP", () => {
  const run = new FaultRun([FOREIGN]);
  const polls: number[] = [];
  for (let at = 100; at <= 20_000; at += 100) {
    run.to(at);
    const frames = run.deck.takeBusFrames();
    if (frames.length === 0) continue;
    polls.push(at);
    expect(frames.map(({ unit, pdu }) => [unit, pdu[0], pdu.length])).toEqual([
      [77, 3, 5],
      [77, 3, 6],
    ]);
  }
  expect(polls).toEqual([100, 5000, 10_000, 15_000, 20_000]);
  expect([exchange(hookAt(run, "rtu")), exchange(hookAt(run, "modbus"))]).toEqual([
    "as it is",
    "as it is",
  ]);
});

test("a fault of our device leaves the foreign master's frames alone", () => {
  const heard = (entry: string) => {
    const run = new FaultRun([FOREIGN, entry]).to(100);
    const [request, , ...ours] = exchange(hookAt(run, "rtu-over-tcp"));
    return [request, ...ours];
  };
  const request = "7/77/0300100002";
  expect(heard("{ kind: device-restart, unit: 1, for: 1m }")).toEqual([request]);
  expect(heard("{ kind: slow-device, delay: 1s }")).toEqual([request, "7/1/0302002a +1000"]);
  expect(heard("{ kind: exception-storm, exceptions: [4] }")).toEqual([request, "7/1/8304"]);
});

test("a pulled RS-485 line is silent; the TCP ports have their cable in front", () => {
  const run = new FaultRun(["{ kind: cable-pulled, listener: rtu, for: 1s }"]).to(100);
  expect([exchange(hookAt(run, "rtu")), exchange(hookAt(run, "modbus"))]).toEqual([[], "as it is"]);
  run.to(1000);
  expect(exchange(hookAt(run, "rtu"))).toBe("as it is");
});

test("on a pulled RS-485 line nobody is heard, and what was said meanwhile is gone", () => {
  const run = new FaultRun([FOREIGN, "{ kind: cable-pulled, listener: rtu, after: 1s, for: 6s }"]);
  const heard = [100, 5000, 6900, 7000, 10_000].map((at) => run.to(at).deck.takeBusFrames().length);
  expect(heard).toEqual([2, 0, 0, 0, 2]);
});
