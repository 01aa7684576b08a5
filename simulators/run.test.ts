import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ManualClock } from "#contracts/time.ts";
import { type RunningPlant, runPressHall, runReplay } from "./run.ts";
import { parseScenario, type Scenario } from "./scenario.ts";
import type { Every } from "./ticker.ts";

let folder: string;
const plants: RunningPlant[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lineproof-simulators-"));
});
afterEach(async () => {
  for (const plant of plants.splice(0)) await plant.close();
  rmSync(folder, { recursive: true, force: true });
});
const keep = <Plant extends RunningPlant>(plant: Plant): Plant => {
  plants.push(plant);
  return plant;
};

/** A ticker that a test turns by hand, with a manual clock. */
function byHand(): {
  clock: ManualClock;
  every: Every;
  pass(ms: number): void;
  running(): boolean;
} {
  const clock = new ManualClock(Date.UTC(2024, 0, 1));
  let action: (() => void) | undefined;
  return {
    clock,
    every: (_, work) => {
      action = work;
      return () => {
        action = undefined;
      };
    },
    pass: (ms) => {
      clock.advance(ms);
      action?.();
    },
    running: () => action !== undefined,
  };
}

/** A minimal client of its own: one request, the answer's PDU. */
async function ask(plant: RunningPlant, unit: number, pdu: number[]): Promise<Buffer> {
  const socket = connect({ host: plant.host, port: plant.port });
  const answer = await new Promise<Buffer>((resolve, reject) => {
    let bytes = Buffer.alloc(0);
    socket.on("error", reject);
    socket.on("data", (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      if (bytes.length >= 6 && bytes.length >= 6 + bytes.readUInt16BE(4))
        resolve(bytes.subarray(7));
    });
    socket.write(Buffer.from([0, 1, 0, 0, 0, pdu.length + 1, unit, ...pdu]));
  });
  socket.destroy();
  return answer;
}

const scenario = (changes: Partial<Scenario> = {}): Scenario => ({
  ...parseScenario("plant: press-hall\nlisten: { port: 0 }", "test"),
  ...changes,
});

test("the press hall answers as one meter and two controllers, and moves with the clock", async () => {
  const time = byHand();
  const plant = keep(await runPressHall({ scenario: scenario(), ...time }));
  const power = async (): Promise<number> =>
    (await ask(plant, 1, [4, 0, 0x34, 0, 2])).readFloatBE(2);
  const first = await power();
  expect(first).toBeCloseTo(plant.truth().meter.activeW, 1);
  time.pass(60_000);
  expect(await power()).not.toBe(first);
  expect(await power()).toBeCloseTo(plant.truth().meter.activeW, 1);
  const [zone1, zone2] = plant.truth().zones;
  for (const [unit, zone] of [
    [11, zone1],
    [12, zone2],
  ] as const) {
    const answer = await ask(plant, unit, [3, 0x20, 0x00, 0, 3]);
    expect(answer.readInt16BE(2)).toBe(Math.round(zone.processValueC * 10));
    expect(answer.readInt16BE(6)).toBe(zone.setpointC * 10);
  }
  expect((await ask(plant, 1, [0x2b, 0x0e, 1, 0])).toString("latin1")).toContain(
    "Lineproof simulator",
  );
});

test("one seed and one time give one plant, however the ticks fall", async () => {
  const states = [];
  for (const ticks of [[5_000], [30, 70, 1_900, 3_000]]) {
    const time = byHand();
    const plant = keep(await runPressHall({ scenario: scenario({ seed: 9 }), ...time }));
    for (const ms of ticks) time.pass(ms);
    states.push(plant.truth());
  }
  expect(states[0]).toEqual(states[1]);
});

test("the truth file declares the simulation and holds one line per second", async () => {
  const time = byHand();
  const truthFile = join(folder, "truth.jsonl");
  const plant = await runPressHall({ scenario: scenario({ truthFile }), ...time });
  for (let n = 0; n < 35; n += 1) time.pass(100);
  const truth = plant.truth();
  time.pass(500);
  await plant.close();
  expect(time.running()).toBe(false);
  const lines = readFileSync(truthFile, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines[0]).toEqual({
    simulated: true,
    by: "Lineproof simulator",
    plant: "press-hall",
    seed: 1,
  });
  const start = Date.UTC(2024, 0, 1);
  expect(lines.slice(1).map((line) => line.at - start)).toEqual([1_000, 2_000, 3_000, 4_000]);
  expect(lines.at(-1).state).toBe(truth.state);
  expect(lines.at(-1).zones[0].temperatureC).toBeCloseTo(truth.zones[0].temperatureC, 1);
});

test("a truth file that cannot be written stops the start and names the file", async () => {
  const truthFile = join(folder, "missing", "truth.jsonl");
  await expect(
    runPressHall({ scenario: scenario({ truthFile }), clock: new ManualClock(0) }),
  ).rejects.toMatchObject({ code: "SIMULATORS_TRUTH_UNWRITABLE", detail: { file: truthFile } });
});

test.skipIf(!existsSync("/dev/full"))(
  "a disk that fills up ends the truth file, not the plant, and the loss is told",
  async () => {
    const time = byHand();
    const lines: string[] = [];
    const plant = await runPressHall({
      scenario: scenario({ truthFile: "/dev/full" }),
      ...time,
      log: (line) => lines.push(line),
    });
    time.pass(1_000);
    // The next answers travel over a socket, so the failed write has been reported by then.
    expect((await ask(plant, 1, [4, 0, 0, 0, 2]))[0]).toBe(4);
    expect((await ask(plant, 1, [4, 0, 0, 0, 2]))[0]).toBe(4);
    time.pass(1_000);
    await plant.close();
    expect(lines.join("\n")).toMatch(/truth file lacks at least \d+ lines \(ENOSPC/);
  },
);

test("an occupied port stops the start of the hall", async () => {
  const first = keep(await runPressHall({ scenario: scenario(), ...byHand() }));
  const listen = { host: first.host, port: first.port };
  await expect(runPressHall({ scenario: scenario({ listen }), ...byHand() })).rejects.toMatchObject(
    { code: "SIMULATORS_PORT_IN_USE", detail: listen },
  );
});

function writeRecording(): string {
  const file = join(folder, "line.csv");
  const rows = Array.from({ length: 50 }, (_, n) => {
    const second = `${n + (n >= 25 ? 2 : 0)}`.padStart(2, "0");
    return `2024-05-01 08:00:${second};${n / 3};${-n - 1}`;
  });
  writeFileSync(file, `\uFEFFtime;a;b\r\n${rows.join("\r\n")}\r\n`);
  return file;
}

const READ_ALL = [4, 0, 0, 0, 6];

test("step mode serves every row exactly once, as float32 of the file", async () => {
  const clock = new ManualClock(0);
  const plant = keep(await runReplay({ file: writeRecording(), mode: "step", port: 0, clock }));
  for (let row = 0; row < 50; row += 1) {
    expect(plant.progress()).toMatchObject({ row, done: false });
    const answer = await ask(plant, 1, READ_ALL);
    expect([answer.readUInt32BE(2), answer.readFloatBE(6), answer.readFloatBE(10)]).toEqual([
      row,
      Math.fround(row / 3),
      Math.fround(-row - 1),
    ]);
  }
  expect(plant.progress()).toEqual({ row: 49, first: 0, end: 50, done: true });
});

test("timed mode keeps the file's gap as exception 06, from the offset on and no further than rows", async () => {
  const clock = new ManualClock(0);
  const plant = keep(
    await runReplay({
      file: writeRecording(),
      mode: "timed",
      port: 0,
      clock,
      unit: 7,
      offset: 23,
      rows: 3,
      speed: 2,
    }),
  );
  const seen: string[] = [];
  for (let n = 0; n < 7; n += 1) {
    const answer = await ask(plant, 7, READ_ALL);
    seen.push(answer[0] === 4 ? `row ${answer.readUInt32BE(2)}` : answer.toString("hex"));
    clock.advance(500);
  }
  expect(seen).toEqual(["row 23", "row 24", "8406", "8406", "row 25", "8406", "8406"]);
  expect(plant.progress()).toEqual({ row: undefined, first: 23, end: 26, done: true });
});

test("a missing file and options out of range are refused by name", async () => {
  const clock = new ManualClock(0);
  const missing = join(folder, "absent.csv");
  await expect(runReplay({ file: missing, mode: "step", port: 0, clock })).rejects.toMatchObject({
    code: "SIMULATORS_FILE_UNREADABLE",
    detail: { file: missing },
  });
  const file = writeRecording();
  await expect(
    runReplay({ file, mode: "timed", port: 0, clock, offset: 50, rows: 0, speed: 0, unit: 300 }),
  ).rejects.toMatchObject({
    code: "SIMULATORS_REPLAY_OPTIONS_INVALID",
    detail: {
      file,
      rows: 50,
      problems: "offset 50: 0..49; rows 0: >= 1; speed 0: > 0; unit 300: 1..247",
    },
  });
});

const SKAB = fileURLToPath(new URL("../../shared/data/skab_anomaly_free.csv", import.meta.url));

test.skipIf(!existsSync(SKAB))(
  "200 rows of the recorded pump testbed come in order and equal (skipped where the file is absent)",
  async () => {
    const clock = new ManualClock(0);
    const plant = keep(await runReplay({ file: SKAB, mode: "step", port: 0, clock, rows: 200 }));
    const expected = readFileSync(SKAB, "utf8").split("\r\n").slice(1, 201);
    for (const [row, line] of expected.entries()) {
      const answer = await ask(plant, 1, [4, 0, 0, 0, 18]);
      expect(answer.readUInt32BE(2)).toBe(row);
      const values = Array.from({ length: 8 }, (_, k) => answer.readFloatBE(6 + 4 * k));
      expect(values).toEqual(
        line
          .split(";")
          .slice(1)
          .map((cell) => Math.fround(Number(cell))),
      );
    }
    expect(plant.progress()).toMatchObject({ row: 199, end: 200, done: true });
  },
);
