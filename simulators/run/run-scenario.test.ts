import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ClientSession } from "node-opcua";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readCassette } from "../cassette/read-cassette.ts";
import type { LineFactory } from "../lines/line.ts";
import { parseScenario, type Scenario } from "../scenario/scenario.ts";
import { readNode, withSession } from "../servers/opcua-test-client.ts";
import { type RunningScenario, runScenario, type ScenarioRunOptions } from "./run-scenario.ts";
import type { RunningPlant } from "./running-plant.ts";
import { askModbus, byHand } from "./test-hand.ts";

const START = Date.UTC(2026, 0, 5, 8);
const OWN = "urn:lineproof-sim:test-line";

let folder: string;
const running: RunningScenario[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lineproof-scenario-"));
});
afterEach(async () => {
  for (const each of running.splice(0)) await each.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A line of one rising counter, one temperature that moves with it, and a meter behind Modbus. */
const smallLine: LineFactory = ({ grid }) => {
  let boards = 0;
  return {
    plant: {
      points: ["boards", "temperature", "frequency"],
      step: () => {
        boards += 1;
      },
      value: (point) => {
        if (point === "boards") return boards;
        if (point === "temperature") return 200 + boards / 10;
        if (point === "frequency") return grid.frequencyHz;
        throw new RangeError(point);
      },
      truth: () => ({
        state: "producing",
        work: "work",
        order: null,
        product: null,
        boards,
        temperature: 200 + boards / 10,
      }),
      summary: () => ({
        state: { zh: "生产", en: "producing" },
        product: "board",
        output: { value: boards, unit: "C62" },
        powerKw: 0,
      }),
      takeEvents: () =>
        boards === 21 ? [{ at: START, kind: "changeover-start", from: "a", to: "b" } as const] : [],
      retained: () => ({ boards }),
      restore: (counters) => {
        boards = counters.boards ?? boards;
      },
    },
    exposure: {
      modbus: [],
      opcua: {
        kind: "controller",
        namespace: OWN,
        product: { maker: "Lineproof simulator", name: "test", version: "1" },
        variables: ["boards", "temperature", "frequency"].map((point) => ({
          point,
          identifier: `s="DB"."${point}"`,
          folder: ["PLC", "DB"],
          browseName: point,
          type: "Double",
        })),
      },
    },
  };
};

const head = "format: lineproof/scenario/1\nname: { zh: 试, en: test }\n";

/** One small line on OPC UA; `extra` are further keys of the plant. */
function small(extra = "", top = ""): Scenario {
  return parseScenario(
    `${head}${top}
plants:
  - id: line
    line: panel-line
    listen: { opcua: { port: 0 } }
    opcua: { securityModes: [None], pki: ${JSON.stringify(join(folder, "pki"))}, acceptUnknownClients: true, RENUMBER }
    ${extra}
`.replace("RENUMBER", extra.includes("#renumber") ? "renumber: true" : "renumber: false"),
    "test",
  );
}

function hall(extra = "", top = ""): Scenario {
  return parseScenario(
    `${head}${top}\nplants: [{ id: hall, line: press-hall, listen: { modbus: { port: 0 } }${extra} }]`,
    "test",
  );
}

/** Runs under a clock that the test turns by hand. */
async function start(scenario: Scenario, options: Partial<ScenarioRunOptions> = {}, at = START) {
  const time = byHand(at);
  const run = await runScenario({
    scenario,
    file: "test",
    clock: time.clock,
    every: time.every,
    factory: async () => smallLine,
    ...options,
  });
  running.push(run);
  const [plant] = run.plants;
  if (plant === undefined) throw new Error("no plant");
  return { run, plant, pass: time.pass, ticking: time.ticking, now: () => time.clock.now() };
}

async function startHall(scenario: Scenario, options: Partial<ScenarioRunOptions> = {}) {
  const { createPressHall } = await import("../lines/press-hall.ts");
  return start(scenario, { factory: async () => createPressHall, ...options });
}

const inSession = <T>(plant: RunningPlant, work: (session: ClientSession) => Promise<T>) =>
  withSession(plant.addresses.opcua?.endpointUrl ?? "", { folder }, work);

async function read(session: ClientSession, point: string): Promise<[unknown, number | undefined]> {
  const answer = await readNode(session, `nsu=${OWN};s="DB"."${point}"`);
  return [answer.value.value, answer.sourceTimestamp?.getTime()];
}

function truthLines(file: string): Record<string, unknown>[] {
  return readFileSync(file, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

test("values move with the clock in equal steps and carry the time of their step", async () => {
  const { plant, pass, now } = await start(small());
  await inSession(plant, async (session) => {
    expect(await read(session, "boards")).toEqual([1, START]);
    pass(1_030);
    expect(await read(session, "boards")).toEqual([11, now() - 30]);
    expect((await read(session, "temperature"))[0]).toBe(201.1);
  });
});

test("two plants started at different instants hang on one grid", async () => {
  const first = await start(small());
  first.pass(5_000);
  const second = await start(small("seed: 99"), {}, START + 5_000);
  const [one] = await inSession(first.plant, (session) => read(session, "frequency"));
  const [two] = await inSession(second.plant, (session) => read(session, "frequency"));
  expect(one).toBe(two);
  expect(Math.abs((one as number) - 50)).toBeLessThanOrEqual(0.1);
});

test("a frozen signal keeps its value under fresh source times; the truth names it and what it hides", async () => {
  const file = join(folder, "truth.jsonl");
  const cheat = "cheats: [{ kind: frozen-signal, point: temperature, afterSeconds: 1 }]";
  const { run, plant, pass, now } = await start(small(cheat, `truth: ${JSON.stringify(file)}`));
  await inSession(plant, async (session) => {
    pass(500);
    expect((await read(session, "temperature"))[0]).toBe(200.6);
    const seen = [];
    for (let n = 0; n < 3; n += 1) {
      pass(1_000);
      const [value, time] = await read(session, "temperature");
      seen.push([value, now() - (time ?? 0)]);
    }
    expect(seen).toEqual([
      [201.1, 0],
      [201.1, 0],
      [201.1, 0],
    ]);
    expect((await read(session, "boards"))[0]).toBe(36);
  });
  await run.close();
  const [first, ...lines] = truthLines(file);
  expect(first).toEqual({
    format: "lineproof/truth/1",
    simulated: true,
    by: "Lineproof simulator",
    scenario: "test",
    seed: 1,
    startedAt: START,
    plants: [{ id: "line", line: "panel-line", seed: expect.any(Number) }],
  });
  const states = lines.filter((line) => "truth" in line);
  expect(
    states.map(({ at, cheats, deviations }) => [Number(at) - START, cheats, deviations]),
  ).toEqual(
    [1_000, 2_000, 3_000].map((ms) => [
      ms,
      [{ kind: "frozen-signal", point: "temperature", shown: 201.1 }],
      ms === 1_000 ? {} : { temperature: { true: 200 + (ms / 100 + 1) / 10, shown: 201.1 } },
    ]),
  );
  expect(lines.filter((line) => "event" in line).map(({ plant, event }) => [plant, event])).toEqual(
    [["line", { kind: "changeover-start", from: "a", to: "b" }]],
  );
});

test("counters survive a stop and a kill, and never stand behind what was shown", async () => {
  const scenario = small(`retain: ${JSON.stringify(join(folder, "retain.json"))}`);
  const first = await start(scenario);
  first.pass(1_000);
  await first.run.close();
  const second = await start(scenario);
  // The step at the start is the first after the ones before: 11 + 1.
  second.pass(300);
  const [shown] = await inSession(second.plant, (session) => read(session, "boards"));
  expect(shown).toBe(15);
  // Not closed: its file is what a killed process leaves.
  const third = await start(scenario);
  const [after] = await inSession(third.plant, (session) => read(session, "boards"));
  expect(after).toBe(16);
});

test("a renumbered start never has the indexes of the one before, and says how many", async () => {
  const indexes: number[] = [];
  const lines: string[] = [];
  for (const at of [START, START, START + 8_000, START + 1_000]) {
    const { run, plant } = await start(small("#renumber"), { log: (text) => lines.push(text) }, at);
    const uris = await inSession(plant, (session) => session.readNamespaceArray());
    indexes.push(uris.indexOf(OWN));
    await run.close();
  }
  for (const [n, index] of indexes.entries()) {
    expect(index).toBeGreaterThan(2);
    if (n > 0) expect(index).not.toBe(indexes[n - 1]);
  }
  expect(lines.filter((text) => text.includes("spare namespaces stand first"))).toEqual(
    indexes.map((index) => expect.stringContaining(` ${index - 2} spare namespaces`)),
  );
});

test("points, units, ports and files that are not there are all told at once, and nothing stays open", async () => {
  const blocker = await start(small());
  const port = blocker.plant.addresses.opcua?.port;
  const scenario = parseScenario(
    `${head}truth: ${JSON.stringify(join(folder, "absent", "truth.jsonl"))}
plants:
  - id: a
    line: panel-line
    listen: { opcua: { port: ${port} }, modbus: { port: 0 } }
    opcua: { securityModes: [Sign], securityPolicies: [Basic256Sha256], pki: ${JSON.stringify(join(folder, "pki-a"))}, users: ${JSON.stringify(join(folder, "users.yaml"))} }
    retain: ${JSON.stringify(join(folder, "absent", "retain.json"))}
    cheats: [{ kind: frozen-signal, point: temperatur, afterSeconds: 0 }]
    faults: [{ kind: sensor-drift, point: boars, perHour: 1 }]
  - id: b
    line: panel-line
    copies: 2
    listen: { modbus: { port: 65535 } }
    cheats: [{ kind: frozen-signal, point: temperatur, afterSeconds: 0 }]
  - id: c
    line: panel-line
    listen: { opcua: { port: 0 } }
    opcua: { securityModes: [None], pki: ${JSON.stringify(join(folder, "file"))} }
    retain: ${JSON.stringify(folder)}
`,
    "test",
  );
  writeFileSync(join(folder, "file"), "");
  const failure = await start(scenario).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: "SIMULATORS_SCENARIO_INVALID" });
  const { problems } = (failure as { detail: { problems: string } }).detail;
  expect(problems.split("\n").map((problem) => problem.split(": ")[0])).toEqual([
    "truth",
    "plants[0].cheats[0].point",
    "plants[0].faults[0].point",
    "plants[0].listen.modbus",
    "plants[0].listen.opcua.port",
    "plants[0].opcua.users",
    "plants[0].retain",
    // Once for both copies.
    "plants[1].cheats[0].point",
    "plants[1].listen.modbus",
    "plants[1].listen.modbus.port",
    "plants[2].opcua.pki",
    "plants[2].retain",
  ]);
  expect(problems).toContain(
    `127.0.0.1:${port} is in use: stop what uses it or choose another port`,
  );
  expect(existsSync(join(folder, "pki-a"))).toBe(false);
});

test("users that cannot be read are refused without a word of them, and no counter is lost", async () => {
  const retain = `retain: ${JSON.stringify(join(folder, "retain.json"))}`;
  const first = await start(small(retain));
  first.pass(10_000);
  await first.run.close();
  const users = join(folder, "users.yaml");
  const scenario = small(retain);
  const guarded = {
    ...scenario,
    plants: scenario.plants.map((plant) => ({
      ...plant,
      ...(plant.opcua === undefined ? {} : { opcua: { ...plant.opcua, users } }),
    })),
  };
  for (const text of ["[]", "name: 1", "name: [secret]"]) {
    writeFileSync(users, text);
    await expect(start(guarded)).rejects.toMatchObject({
      code: "SIMULATORS_USERS_INVALID",
      message: expect.not.stringContaining("secret"),
      detail: { file: users },
    });
  }
  // Each start takes one step: 1 + 100, then three that failed, then this one.
  const last = await start(small(retain));
  expect(last.plant.truth().truth).toMatchObject({ boards: 101 + 3 + 1 });
});

test("close ends the ticker, may be called twice, and leaves only what is kept", async () => {
  const { run, ticking } = await start(
    small(`retain: ${JSON.stringify(join(folder, "retain.json"))}`),
  );
  expect(ticking()).toBe(true);
  await Promise.all([run.close(), run.close()]);
  expect(ticking()).toBe(false);
  expect(readdirSync(folder).sort()).toEqual(["pki", "retain.json"]);
});

type HallTruth = {
  meter: { activeW: number };
  zones: { processValueC: number; setpointC: number }[];
};
const hallTruth = (plant: RunningPlant): HallTruth => plant.truth().truth as unknown as HallTruth;

test("the press hall answers as one meter and two controllers, and moves with the clock", async () => {
  const { plant, pass } = await startHall(hall());
  const place = plant.addresses.modbus ?? { host: "", port: 0 };
  const power = async (): Promise<number> =>
    (await askModbus(place, 1, [4, 0, 0x34, 0, 2])).readFloatBE(2);
  const first = await power();
  expect(first).toBeCloseTo(hallTruth(plant).meter.activeW, 1);
  pass(60_000);
  expect(await power()).not.toBe(first);
  expect(await power()).toBeCloseTo(hallTruth(plant).meter.activeW, 1);
  for (const [n, unit] of [11, 12].entries()) {
    const answer = await askModbus(place, unit, [3, 0x20, 0x00, 0, 3]);
    const zone = hallTruth(plant).zones[n];
    expect(answer.readInt16BE(2)).toBe(Math.round((zone?.processValueC ?? 0) * 10));
    expect(answer.readInt16BE(6)).toBe((zone?.setpointC ?? 0) * 10);
  }
  expect((await askModbus(place, 1, [0x2b, 0x0e, 1, 0])).toString("latin1")).toContain(
    "Lineproof simulator",
  );
});

test("one seed and one time give one run, however the ticks fall; another seed another", async () => {
  const truths = [];
  for (const [seed, ticks] of [
    [9, [5_000]],
    [9, [30, 70, 1_900, 3_000]],
    [10, [5_000]],
  ] as const) {
    const { plant, pass } = await startHall(hall("", `seed: ${seed}`));
    for (const ms of ticks) pass(ms);
    truths.push(plant.truth());
  }
  expect(truths[0]).toEqual(truths[1]);
  expect(truths[0]?.truth).not.toEqual(truths[2]?.truth);
});

test("the plants of one scenario differ, and each is the same alone or among others", async () => {
  const both = await startHall(
    parseScenario(
      `${head}plants: [{ id: a, line: press-hall }, { id: b, line: press-hall }]`,
      "test",
    ),
  );
  const alone = await startHall(
    parseScenario(`${head}plants: [{ id: b, line: press-hall }]`, "test"),
  );
  both.pass(5_000);
  alone.pass(5_000);
  const [a, b] = both.run.plants.map((plant) => plant.truth().truth);
  expect(a).not.toEqual(b);
  expect(alone.plant.truth().truth).toEqual(b);
});

test.skipIf(!existsSync("/dev/full"))(
  "a disk that fills up ends the truth file, not the plant, and the loss is told",
  async () => {
    const lines: string[] = [];
    const { run, plant, pass } = await startHall(
      { ...hall(), truth: "/dev/full" },
      { log: (line) => lines.push(line) },
    );
    const place = plant.addresses.modbus ?? { host: "", port: 0 };
    pass(1_000);
    // The next answers travel over a socket, so the failed write has been reported by then.
    expect((await askModbus(place, 1, [4, 0, 0, 0, 2]))[0]).toBe(4);
    expect((await askModbus(place, 1, [4, 0, 0, 0, 2]))[0]).toBe(4);
    pass(1_000);
    await run.close();
    expect(lines.join("\n")).toMatch(/truth file lacks at least \d+ lines \(ENOSPC/);
  },
);

test("cassettes that are there already refuse the run before anything is opened", async () => {
  const first = await start(small(""), { cassettes: folder });
  first.pass(1_000);
  await first.run.close();
  await expect(start(small(""), { cassettes: folder })).rejects.toMatchObject({
    code: "SIMULATORS_CASSETTE_UNWRITABLE",
    detail: { files: join(folder, "line.cassette.jsonl.gz") },
  });
});

test("a run becomes a cassette that holds what the wires showed, by offset", async () => {
  const cheat = "cheats: [{ kind: frozen-signal, point: temperature, afterSeconds: 1 }]";
  const { run, pass } = await start(small(cheat), { cassettes: folder });
  for (let n = 0; n < 4; n += 1) pass(1_000);
  await run.close();
  const file = join(folder, "line.cassette.jsonl.gz");
  const { header, rows } = readCassette(readFileSync(file), file);
  expect(header).toMatchObject({ simulated: true, from: { line: "panel-line", scenario: "test" } });
  expect(header.points.map(({ point }) => point)).toEqual(["boards", "temperature", "frequency"]);
  expect(rows.map(({ offsetMs, values }) => [offsetMs, values[0], values[1]])).toEqual([
    [0, 11, 201.1],
    [1_000, 21, 201.1],
    [2_000, 31, 201.1],
    [3_000, 41, 201.1],
  ]);
});
