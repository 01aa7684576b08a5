// Faults of a scenario as readers of Modbus meet them: what the file says begins on the wire when it says, ends
// without trace, comes again, is told by the truth and touches nobody else. The bytes are asked for by a client
// of the test's own; a healthy plant with the same seed says what would be right.
import { describe, expect, test } from "vitest";
import { actingSeconds, FaultyScenario } from "./faulty-scenario.ts";
import { type Frame, ModbusPeer, refusal, rtuFrame, untilRefusal } from "./modbus-peer.ts";

const METER = [4, 0, 0, 0, 0x50];
const POWER = [4, 0, 0x34, 0, 2];
const ZONE = [3, 0x20, 0, 0, 6];
const SLOW_MS = 600;

/** Every fault here acts so, in ms of plant time. */
const TIMING = "after: 2s, for: 3s, every: 10s";
const BEGINS = [2_000, 12_000];
const LASTS = 3_000;

/** Connections from before the fault, and where to open others. */
interface Standing {
  readonly run: FaultyScenario;
  readonly tcp: ModbusPeer;
  readonly rtu: ModbusPeer;
}

interface WireFault {
  readonly entry: string;
  /** For the truth. */
  readonly on: string;
  /** What is seen while it acts; asked at its begin and just before its end. */
  acts(standing: Standing): Promise<void>;
  /** What becomes of the old connections afterwards. */
  ended?(standing: Standing): Promise<void>;
}

const open = (run: FaultyScenario, plant = "faulty"): Promise<ModbusPeer> =>
  ModbusPeer.open(run.place(plant, "modbus"));
const openRtu = (run: FaultyScenario): Promise<ModbusPeer> =>
  ModbusPeer.open(run.place("faulty", "rtuOverTcp"));

/** What the plant without faults says now. */
async function right(run: FaultyScenario, unit: number, pdu: readonly number[]): Promise<string> {
  return (await open(run, "healthy")).ask(unit, pdu);
}

/** On new connections everything is as in the plant without faults, and comes at once. */
async function isWell(run: FaultyScenario): Promise<void> {
  const [tcp, rtu] = [await open(run), await openRtu(run)];
  for (const [unit, pdu] of [
    [1, METER],
    [11, ZONE],
    [12, ZONE],
  ] as const) {
    expect(await tcp.ask(unit, pdu)).toBe(await right(run, unit, pdu));
  }
  const power = rtuFrame(`01${await right(run, 1, POWER)}`);
  expect(await rtu.askRtu(1, POWER, power.length / 2)).toBe(power);
  const tookMs: number[] = [];
  for (let n = 0; n < 3; n += 1) {
    const begin = performance.now();
    await tcp.ask(1, POWER);
    tookMs.push(performance.now() - begin);
  }
  expect(Math.min(...tookMs)).toBeLessThan(SLOW_MS);
  expect(tcp.frames).toHaveLength(3 + 3);
}

/** Time for whatever could have come to come: round trips to the plant beside. */
async function fence(run: FaultyScenario): Promise<void> {
  const peer = await open(run, "healthy");
  for (let n = 0; n < 30; n += 1) await peer.ask(1, POWER);
}

/** Asked on a connection of its own: nothing comes, and nobody says why. */
async function isSilent(run: FaultyScenario, peer: ModbusPeer): Promise<void> {
  const before = peer.hex;
  peer.send(900, 1, POWER);
  await fence(run);
  expect([peer.hex, peer.end]).toEqual([before, undefined]);
}

async function answers(peer: ModbusPeer, unit: number, pdu: readonly number[]): Promise<Frame> {
  const before = peer.frames.length;
  peer.send(7, unit, pdu);
  const [frame] = await peer.next(1, before);
  if (frame === undefined) throw new Error("no answer");
  return frame;
}

const faults: readonly WireFault[] = [
  {
    entry: `kind: slow-device, unit: 1, delay: ${SLOW_MS}ms`,
    on: "unit 1",
    acts: async ({ run, tcp }) => {
      const begin = performance.now();
      const beside = (await open(run)).ask(11, ZONE);
      expect(await tcp.ask(1, METER)).toBe(await right(run, 1, METER));
      // Timers of the runtime may be 1 ms early.
      expect(performance.now() - begin).toBeGreaterThanOrEqual(SLOW_MS - 1);
      expect(await beside).toBe(await right(run, 11, ZONE));
    },
  },
  {
    entry: "kind: device-restart, unit: 11",
    on: "unit 11",
    acts: async ({ run, tcp }) => {
      const before = tcp.frames.length;
      tcp.send(21, 11, ZONE);
      tcp.send(22, 12, ZONE);
      // Answers leave in the order of the requests: the first will never come.
      expect(await tcp.next(1, before)).toEqual([
        { transaction: 22, unit: 12, pdu: await right(run, 12, ZONE) },
      ]);
    },
    ended: async ({ run, tcp }) => {
      expect(await tcp.ask(11, ZONE)).toBe(await right(run, 11, ZONE));
    },
  },
  {
    entry: "kind: device-restart, unit: 12, meanwhile: target-failed",
    on: "unit 12",
    acts: async ({ run, tcp }) => {
      expect(await tcp.ask(12, ZONE)).toBe("830b");
      expect(await tcp.ask(11, ZONE)).toBe(await right(run, 11, ZONE));
    },
  },
  {
    entry: "kind: exception-storm, unit: 1, share: 0.5",
    on: "unit 1",
    acts: async ({ run, tcp }) => {
      const good = await right(run, 1, POWER);
      const heard: string[] = [];
      for (let n = 0; n < 60; n += 1) heard.push(await tcp.ask(1, POWER));
      expect([...new Set(heard)].sort()).toEqual(["8404", "8406", good].sort());
      expect(await tcp.ask(11, ZONE)).toBe(await right(run, 11, ZONE));
    },
  },
  {
    entry: "kind: illegal-register, unit: 1, address: 0x48",
    on: "unit 1 0x48",
    acts: async ({ run, tcp }) => {
      expect(await tcp.ask(1, METER)).toBe("8402");
      expect(await tcp.ask(1, [4, 0, 0x47, 0, 2])).toBe("8402");
      for (const beside of [[4, 0, 0x46, 0, 2] as const, [4, 0, 0x49, 0, 2] as const]) {
        expect(await tcp.ask(1, beside)).toBe(await right(run, 1, beside));
      }
    },
  },
  {
    entry: "kind: wrong-transaction, unit: 1",
    on: "unit 1",
    acts: async ({ run, tcp, rtu }) => {
      const { transaction, unit, pdu } = await answers(tcp, 1, METER);
      expect([transaction === 7, unit, pdu]).toEqual([false, 1, await right(run, 1, METER)]);
      expect(await answers(tcp, 11, ZONE)).toMatchObject({ transaction: 7, unit: 11 });
      const power = rtuFrame(`01${await right(run, 1, POWER)}`);
      expect(await rtu.askRtu(1, POWER, power.length / 2)).toBe(power);
    },
  },
  {
    entry: "kind: stale-frame, unit: 1",
    on: "unit 1",
    acts: async ({ run }) => {
      const peer = await open(run);
      peer.send(31, 1, METER);
      const first = { transaction: 31, unit: 1, pdu: await right(run, 1, METER) };
      await expect.poll(() => peer.frames.at(-1)).toEqual(first);
      const before = peer.frames.length;
      peer.send(32, 1, POWER);
      expect(await peer.next(2, before)).toEqual([
        first,
        { transaction: 32, unit: 1, pdu: await right(run, 1, POWER) },
      ]);
    },
  },
  {
    entry: "kind: foreign-master, unit: 77, address: 0x10, count: 2",
    on: "bus unit 77",
    acts: async ({ run, tcp, rtu }) => {
      const ours = rtuFrame(`01${await right(run, 1, POWER)}`);
      const heard = await rtu.askRtu(1, POWER, 8 + 9 + ours.length / 2);
      const [request, answer, own] = [heard.slice(0, 16), heard.slice(16, 34), heard.slice(34)];
      expect(request).toBe(rtuFrame("4d0300100002"));
      expect(answer.slice(0, 6)).toBe("4d0304");
      expect(answer).toBe(rtuFrame(answer.slice(0, 14)));
      expect(own).toBe(ours);
      expect(await tcp.ask(1, METER)).toBe(await right(run, 1, METER));
    },
  },
  {
    entry: "kind: cable-pulled, listener: modbus",
    on: "modbus",
    acts: async ({ run, tcp, rtu }) => {
      await isSilent(run, tcp);
      await isSilent(run, await open(run));
      const power = rtuFrame(`01${await right(run, 1, POWER)}`);
      expect(await rtu.askRtu(1, POWER, power.length / 2)).toBe(power);
    },
    ended: async ({ run, tcp }) => {
      // TCP kept both questions. They are answered when they arrive, by the values of that time.
      const pdu = await right(run, 1, POWER);
      const late = { transaction: 900, unit: 1, pdu };
      await expect.poll(() => tcp.frames.slice(1)).toEqual([late, late]);
    },
  },
  {
    entry: "kind: cable-pulled, listener: rtu-over-tcp, newConnections: refused",
    on: "rtu-over-tcp",
    acts: async ({ run, tcp, rtu }) => {
      await isSilent(run, rtu);
      await untilRefusal(run.place("faulty", "rtuOverTcp"), "ECONNREFUSED");
      expect(await tcp.ask(1, METER)).toBe(await right(run, 1, METER));
    },
    ended: ({ run }) => untilRefusal(run.place("faulty", "rtuOverTcp"), undefined),
  },
  {
    entry: "kind: half-open, listener: modbus",
    on: "modbus",
    acts: async ({ run, tcp }) => {
      await isSilent(run, tcp);
      expect(await (await open(run)).ask(1, METER)).toBe(await right(run, 1, METER));
    },
    ended: ({ run, tcp }) => isSilent(run, tcp),
  },
  {
    entry: "kind: port-closed, listener: modbus",
    on: "modbus",
    acts: async ({ run, tcp, rtu }) => {
      expect(await tcp.ended()).toBe("ECONNRESET");
      await untilRefusal(run.place("faulty", "modbus"), "ECONNREFUSED");
      expect(await refusal(run.place("faulty", "rtuOverTcp"))).toBeUndefined();
      expect(rtu.end).toBeUndefined();
    },
    ended: ({ run }) => untilRefusal(run.place("faulty", "modbus"), undefined),
  },
];

const halls = (entries: readonly string[]): string => `
  - id: faulty
    line: press-hall
    seed: 7
    listen: { modbus: { port: 0 }, rtuOverTcp: { port: 0 } }
    faults:
${entries.map((entry) => `      - { ${entry} }`).join("\n")}
  - { id: healthy, line: press-hall, seed: 7, listen: { modbus: { port: 0 } } }
`;

describe.each(faults)("$entry", ({ entry, on, acts, ended }) => {
  test("acts when it should, ends without trace, comes again; the truth says when", async () => {
    const run = await FaultyScenario.start(halls([`${entry}, ${TIMING}`]));
    for (const begin of BEGINS) {
      run.to(begin - 100);
      await isWell(run);
      const standing = { run, tcp: await open(run), rtu: await openRtu(run) };
      expect(await standing.tcp.ask(1, POWER)).toBe(await right(run, 1, POWER));
      const power = rtuFrame(`01${await right(run, 1, POWER)}`);
      expect(await standing.rtu.askRtu(1, POWER, power.length / 2)).toBe(power);
      run.to(begin);
      await acts(standing);
      run.to(begin + LASTS - 100);
      await acts(standing);
      run.to(begin + LASTS);
      await ended?.(standing);
      await isWell(run);
    }
    const kind = /kind: ([a-z-]+)/.exec(entry)?.[1] ?? "";
    const truth = await run.truth();
    expect(truth.changes).toEqual(
      BEGINS.flatMap((begin) => [
        [begin, "faulty", `begin ${kind} ${on}`],
        [begin + LASTS, "faulty", `end ${kind} ${on}`],
      ]),
    );
    expect(actingSeconds(truth, "faulty", kind)).toEqual([2, 3, 4, 12, 13, 14]);
    expect(actingSeconds(truth, "healthy", kind)).toEqual([]);
    // The process and its sensors are well all the time.
    expect(truth.states.filter(({ deviations }) => Object.keys(deviations).length > 0)).toEqual([]);
  });
});
