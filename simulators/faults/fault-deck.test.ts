import fc from "fast-check";
import { expect, test } from "vitest";
import { createRandom } from "../plant/random.ts";
import { FaultDeck } from "./fault-deck.ts";
import { exchange, FaultRun, hookAt, RUN_BEGIN } from "./fault-test-run.ts";
import { faultSchema } from "./registry.ts";

const stuck = (timing: string): string => `{ kind: sensor-stuck, point: a.b${timing} }`;

/** At which elapsed times, ms, the first fault acts. */
function acting(run: FaultRun, untilMs: number, dtMs: number): readonly number[] {
  const times: number[] = [];
  while (run.elapsedMs < untilMs) {
    run.to(run.elapsedMs + dtMs, dtMs);
    if (run.deck.acts().length > 0) times.push(run.elapsedMs);
  }
  return times;
}

test("without timing a fault acts from the first step to the end", () => {
  expect(acting(new FaultRun([stuck("")], { "a.b": 1 }), 500, 100)).toEqual([
    100, 200, 300, 400, 500,
  ]);
});

test("after and for: from the step of the begin, for as many steps as it lasts", () => {
  const run = new FaultRun([stuck(", after: 300ms, for: 200ms")], { "a.b": 1 });
  expect(acting(run, 1000, 100)).toEqual([300, 400]);
});

test("every: again and again, from begin to begin", () => {
  const run = new FaultRun([stuck(", after: 1s, for: 2s, every: 5s")], { "a.b": 1 });
  expect(acting(run, 13_000, 1000)).toEqual([1000, 2000, 6000, 7000, 11_000, 12_000]);
});

test("a fault shorter than a step acts for one step; of several in one step the last acts", () => {
  const short = new FaultRun([stuck(", after: 2500ms, for: 100ms")], { "a.b": 1 });
  expect(acting(short, 6000, 1000)).toEqual([3000]);
  const many = new FaultRun([stuck(", after: 1s, for: 10ms, every: 100ms")], { "a.b": 1 });
  expect(acting(many, 4000, 1000)).toEqual([1000, 2000, 3000, 4000]);
  expect(many.deck.takeChanges().map(({ at, phase }) => [at - RUN_BEGIN, phase])).toEqual([
    [1000, "begin"],
    [2000, "end"],
    [2000, "begin"],
    [3000, "end"],
    [3000, "begin"],
    [4000, "end"],
    [4000, "begin"],
  ]);
});

test("acts and changes say what, on what and since when; changes are told once", () => {
  const run = new FaultRun(
    [stuck(", after: 1s, for: 1s"), "{ kind: slow-device, delay: 1s, after: 1500ms }"],
    { "a.b": 1 },
  );
  run.to(1500);
  expect(run.deck.acts()).toEqual([
    { kind: "sensor-stuck", on: "a.b", since: RUN_BEGIN + 1000 },
    { kind: "slow-device", on: "modbus", since: RUN_BEGIN + 1500 },
  ]);
  run.to(2500);
  expect(run.deck.takeChanges()).toEqual([
    { at: RUN_BEGIN + 1000, phase: "begin", kind: "sensor-stuck", on: "a.b" },
    { at: RUN_BEGIN + 1500, phase: "begin", kind: "slow-device", on: "modbus" },
    { at: RUN_BEGIN + 2000, phase: "end", kind: "sensor-stuck", on: "a.b" },
  ]);
  expect(run.deck.takeChanges()).toEqual([]);
});

test("changes that nobody takes are capped, the oldest fall out and are counted", () => {
  const run = new FaultRun([stuck(", after: 1s, for: 1s, every: 2s")], { "a.b": 1 });
  run.to(10_010_000, 1000);
  expect(run.deck.droppedChanges).toBe(10);
  expect(run.deck.takeChanges()).toHaveLength(10_000);
});

test("faults on one point act in the listed order", () => {
  const wire = "{ kind: wire-break, point: a.b, value: -3276, after: 10s, for: 10s }";
  const drift = "{ kind: sensor-drift, point: a.b, perHour: 3600 }";
  const first = new FaultRun([wire, drift], { "a.b": 100 }).to(15_000);
  const last = new FaultRun([drift, wire], { "a.b": 100 }).to(15_000);
  expect([first.shown("a.b"), last.shown("a.b")]).toEqual([-3261, -3276]);
  first.to(30_000);
  last.to(30_000);
  expect([first.shown("a.b"), last.shown("a.b")]).toEqual([130, 130]);
});

test("a sensor that gets stuck while it drifts keeps its drifted value; a drift behind it goes on", () => {
  const drift = "{ kind: sensor-drift, point: a.b, perHour: 3600 }";
  const run = new FaultRun([drift, stuck(", after: 10s")], { "a.b": 100 }).to(60_000);
  expect(run.shown("a.b")).toBe(110);
  const behind = new FaultRun([stuck(", after: 10s"), drift], { "a.b": 100 }).to(60_000);
  behind.truth.set("a.b", 50);
  expect(behind.shown("a.b")).toBe(160);
});

test("other points are shown as they are", () => {
  const run = new FaultRun([stuck("")], { "a.b": 1, "a.c": 2 }).to(100);
  run.truth.set("a.b", 5).set("a.c", 6);
  expect([run.shown("a.b"), run.shown("a.c")]).toEqual([1, 6]);
});

test("Modbus faults act together, in the listed order", () => {
  const slow = "{ kind: slow-device, delay: 500ms, unit: 1 }";
  const storm = "{ kind: exception-storm, exceptions: [6] }";
  const run = new FaultRun([slow, storm, slow]).to(100);
  expect(exchange(run.deck.hook)).toEqual(["7/1/8306 +1000"]);
  expect(exchange(run.deck.hook, { unit: 2 })).toEqual(["7/2/8306"]);
  expect(exchange(new FaultRun([slow]).deck.hook)).toBe("as it is");
});

test("the worst cable counts, each listener by itself", () => {
  const run = new FaultRun([
    "{ kind: half-open, listener: modbus }",
    "{ kind: cable-pulled, listener: modbus, after: 1s }",
    "{ kind: cable-pulled, listener: modbus, newConnections: refused, after: 2s }",
    "{ kind: port-closed, listener: modbus, after: 3s, for: 1s }",
  ]);
  expect(run.deck.cable("modbus")).toEqual({ kind: "whole" });
  const seen = [500, 1000, 2000, 3000, 4000].map((at) => run.to(at).deck.cable("modbus"));
  expect(seen).toEqual([
    { kind: "half-open" },
    { kind: "silent", newConnections: "silent" },
    { kind: "silent", newConnections: "refused" },
    { kind: "refused" },
    { kind: "silent", newConnections: "refused" },
  ]);
  expect(run.deck.cable("opcua")).toEqual({ kind: "whole" });
});

test("a power cut of the plant closes every listener and is the plant's", () => {
  const run = new FaultRun(["{ kind: power-cut, for: 1s }"]).to(100);
  expect(run.deck.plant()).toEqual([{ kind: "power-cut" }]);
  const cables = (["modbus", "rtu-over-tcp", "rtu", "opcua"] as const).map(
    (listener) => run.deck.cable(listener).kind,
  );
  expect(cables).toEqual(["refused", "refused", "refused", "refused"]);
  expect(exchange(hookAt(run, "rtu"))).toEqual([]);
  run.to(1100);
  expect([run.deck.plant(), run.deck.cable("opcua").kind]).toEqual([[], "whole"]);
  expect(exchange(hookAt(run, "rtu"))).toBe("as it is");
});

test("of the troubles of an OPC UA server the worst counts", () => {
  const run = new FaultRun([
    "{ kind: opcua-restart, after: 1s, for: 2s, renumber: false }",
    "{ kind: opcua-certificate-expired }",
    "{ kind: opcua-down, after: 2s, for: 2s }",
  ]);
  expect(run.deck.opcua()).toBe(undefined);
  expect([500, 1000, 2000, 4000].map((at) => run.to(at).deck.opcua())).toEqual([
    { kind: "certificate-expired" },
    { kind: "restart", renumber: false },
    { kind: "down" },
    { kind: "certificate-expired" },
  ]);
});

const NOISY = [
  "{ kind: sensor-spikes, point: a.b, perHour: 600, size: 40, for: 5m, every: 8m }",
  "{ kind: sensor-noise, point: a.b, sigma: 2, after: 1m }",
  "{ kind: exception-storm, share: 0.4 }",
  "{ kind: slow-device, delay: 1s, jitter: 1s }",
];

function trace(seed: number, lookEveryMs: number, dtMs: number): readonly string[] {
  const run = new FaultRun(NOISY, { "a.b": 100 }, seed);
  const lines: string[] = [];
  for (let at = lookEveryMs; at <= 1_200_000; at += lookEveryMs) {
    run.to(at, dtMs);
    lines.push(`${run.shown("a.b")} ${exchange(run.deck.hook)}`);
  }
  return lines;
}

test("same seed, same run; another seed, another run; steps of 100 ms and of 1 s show the same", () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const once = trace(seed, 10_000, 1000);
    expect(trace(seed, 10_000, 1000)).toEqual(once);
    expect(trace(seed, 10_000, 100)).toEqual(once);
    expect(trace(seed + 100, 10_000, 1000)).not.toEqual(once);
  }
});

test("a fault's random numbers do not depend on its neighbours' use of theirs", () => {
  const [, noise = ""] = NOISY;
  const calm = "{ kind: sensor-spikes, point: a.c, perHour: 1, size: 1 }";
  const busy = "{ kind: sensor-spikes, point: a.c, perHour: 3600, size: 1 }";
  const shown = [calm, busy].map((neighbour) => {
    const run = new FaultRun([neighbour, noise], { "a.b": 100, "a.c": 0 }).to(600_000, 1000);
    run.shown("a.c");
    return run.shown("a.b");
  });
  expect(shown[0]).toBe(shown[1]);
});

test("each time it comes, and each fault of one kind, has random numbers of its own", () => {
  const noise = (point: string) =>
    `{ kind: sensor-noise, point: ${point}, sigma: 1, after: 1s, for: 10s, every: 20s }`;
  const run = new FaultRun([noise("a.b"), noise("a.c")], { "a.b": 0, "a.c": 0 });
  const first = [run.to(5000).shown("a.b"), run.shown("a.c")];
  const second = [run.to(25_000).shown("a.b"), run.shown("a.c")];
  expect(new Set([...first, ...second]).size).toBe(4);
});

test("for any timing: acts between begin and end only, and begins and ends take turns", () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 40 }),
        (after, lasts, pause) => {
          const every = lasts + pause;
          const timing = `, after: ${after}00ms, for: ${lasts}00ms, every: ${every}00ms`;
          const run = new FaultRun([stuck(timing)], { "a.b": 0 });
          const steps = Array.from({ length: 200 }, (_, n) => n + 1);
          const expected = steps.map((n) => n >= after && (n - after) % every < lasts);
          expect(steps.map((n) => run.to(n * 100).deck.acts().length > 0)).toEqual(expected);
          const phases = run.deck.takeChanges().map(({ phase }) => phase);
          expect(phases).toEqual(phases.map((_, n) => (n % 2 === 0 ? "begin" : "end")));
        },
      ),
      { seed, numRuns: 20 },
    );
  }
});

test("timing that makes no sense is refused, each key by its path", () => {
  const problems = (entry: object): readonly string[] =>
    faultSchema
      .safeParse({ kind: "sensor-stuck", point: "a.b", ...entry })
      .error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`) ?? [];
  expect(problems({ every: "1h" })).toEqual(["every: 写了 every 就要写 for · every needs for"]);
  expect(problems({ every: "1h", for: "1h" })).toEqual([
    "every: 必须比 for 长 · must be longer than for",
  ]);
  expect(problems({ after: "-1s", for: "0s" })).toEqual([
    "after: -1s 不能为负 · must not be negative",
    "for: 0s 必须大于 0 · must be more than 0",
  ]);
  expect(problems({ untill: "1h" })[0]).toContain("untill");
});

test("a deck without faults is empty in every respect", () => {
  const deck = new FaultDeck([], { random: createRandom(1), now: () => RUN_BEGIN });
  deck.step(1000, 1000, () => 0);
  expect([
    deck.shown("a.b", 1),
    deck.acts(),
    deck.takeChanges(),
    deck.takeBusFrames(),
    deck.opcua(),
    deck.plant(),
    deck.host(),
    deck.cable("modbus"),
    exchange(deck.hook),
  ]).toEqual([1, [], [], [], undefined, [], [], { kind: "whole" }, "as it is"]);
});
