import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ClientSession } from "node-opcua";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ManualClock } from "#contracts/time.ts";
import type { LineFactory } from "./lines/line.ts";
import { type LineRunOptions, type RunningLine, runLine } from "./run-line.ts";
import { type LineScenario, parseAnyScenario } from "./scenario-line.ts";
import { readNode, withSession } from "./servers/opcua-test-client.ts";

const START = Date.UTC(2026, 0, 5, 8);
const OWN = "urn:lineproof-sim:test-line";

let folder: string;
const running: RunningLine[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lineproof-line-"));
});
afterEach(async () => {
  for (const line of running.splice(0)) await line.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A line of one rising counter and one temperature that moves with it. */
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
      truth: () => ({ boards, temperature: 200 + boards / 10 }),
      retained: () => ({ boards }),
      restore: (counters) => {
        boards = counters.boards ?? boards;
      },
    },
    exposure: {
      modbus: null,
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

function scenarioOf(changes: Partial<LineScenario> = {}, plant = "panel-line"): LineScenario {
  const text = `plant: ${plant}
listen: { modbus: { port: 0 }, opcua: { port: 0 } }
opcua: { securityModes: [None], pki: ${JSON.stringify(join(folder, "pki"))}, acceptUnknownClients: true }`;
  return { ...(parseAnyScenario(text, "test") as LineScenario), ...changes };
}

/** A line whose clock and ticker the test turns by hand. */
async function start(options: Partial<LineRunOptions> = {}, at = START) {
  const clock = new ManualClock(at);
  let action: (() => void) | undefined;
  const line = await runLine({
    scenario: scenarioOf(),
    factory: smallLine,
    clock,
    every: (_, work) => {
      action = work;
      return () => {
        action = undefined;
      };
    },
    ...options,
  });
  running.push(line);
  const pass = (ms: number): void => {
    clock.advance(ms);
    action?.();
  };
  return { line, pass, now: () => clock.now(), ticking: () => action !== undefined };
}

const inSession = <T>(line: RunningLine, work: (session: ClientSession) => Promise<T>) =>
  withSession(line.opcua?.endpointUrl ?? "", { folder }, work);

async function read(session: ClientSession, point: string): Promise<[unknown, number | undefined]> {
  const answer = await readNode(session, `nsu=${OWN};s="DB"."${point}"`);
  return [answer.value.value, answer.sourceTimestamp?.getTime()];
}

test("values move with the clock in equal steps and carry the time of their step", async () => {
  const { line, pass, now } = await start();
  await inSession(line, async (session) => {
    expect(await read(session, "boards")).toEqual([1, START]);
    pass(1_030);
    expect(await read(session, "boards")).toEqual([11, now() - 30]);
    expect((await read(session, "temperature"))[0]).toBe(201.1);
  });
});

test("two plants started at different instants hang on one grid", async () => {
  const first = await start();
  first.pass(5_000);
  const second = await start({ scenario: scenarioOf({ seed: 99 }) }, START + 5_000);
  const [one] = await inSession(first.line, (session) => read(session, "frequency"));
  const [two] = await inSession(second.line, (session) => read(session, "frequency"));
  expect(one).toBe(two);
  expect(Math.abs((one as number) - 50)).toBeLessThanOrEqual(0.1);
});

test("a frozen signal keeps its value under fresh source times, and the truth file names it", async () => {
  const truthFile = join(folder, "truth.jsonl");
  const { cheats } = parseAnyScenario(
    "plant: panel-line\nopcua: { securityModes: [None], pki: p }\n" +
      "cheats: [{ kind: frozen-signal, point: temperature, afterSeconds: 1 }]",
    "test",
  ) as LineScenario;
  const { line, pass, now } = await start({ scenario: scenarioOf({ cheats, truthFile }) });
  await inSession(line, async (session) => {
    pass(500);
    expect((await read(session, "temperature"))[0]).toBe(200.6);
    const seen = [];
    for (let n = 0; n < 3; n += 1) {
      pass(1_000);
      const [value, time] = await read(session, "temperature");
      seen.push([value, now() - (time ?? 0)]);
    }
    expect(seen).toEqual([
      [201, 0],
      [201, 0],
      [201, 0],
    ]);
    expect((await read(session, "boards"))[0]).toBe(36);
  });
  await line.close();
  const lines = readFileSync(truthFile, "utf8")
    .trimEnd()
    .split("\n")
    .map((text) => JSON.parse(text));
  expect(lines[0]).toEqual({
    simulated: true,
    by: "Lineproof simulator",
    plant: "panel-line",
    seed: 1,
  });
  expect(
    lines.slice(1).map(({ at, cheats, temperature }) => [at - START, cheats, temperature]),
  ).toEqual(
    [1_000, 2_000, 3_000].map((ms) => [
      ms,
      [{ kind: "frozen-signal", point: "temperature", shown: 201 }],
      200 + (ms / 100 + 1) / 10,
    ]),
  );
});

test("counters survive a stop and a kill, and never stand behind what was shown", async () => {
  const scenario = scenarioOf({ retain: join(folder, "retain.json") });
  const first = await start({ scenario });
  first.pass(1_000);
  await first.line.close();
  const second = await start({ scenario });
  // The step at the start is the first after the ones before: 11 + 1.
  second.pass(300);
  const [shown] = await inSession(second.line, (session) => read(session, "boards"));
  expect(shown).toBe(15);
  // Not closed: its file is what a killed process leaves.
  const third = await start({ scenario });
  const [after] = await inSession(third.line, (session) => read(session, "boards"));
  expect(after).toBe(16);
});

test("a renumbered start never has the indexes of the one before, and says how many", async () => {
  const scenario = scenarioOf();
  const renumbered = { ...scenario, opcua: { ...scenario.opcua, renumber: true } };
  const indexes: number[] = [];
  const lines: string[] = [];
  for (const at of [START, START, START + 8_000, START + 1_000]) {
    const { line } = await start({ scenario: renumbered, log: (text) => lines.push(text) }, at);
    const uris = await inSession(line, (session) => session.readNamespaceArray());
    indexes.push(uris.indexOf(OWN));
    await line.close();
  }
  for (const [n, index] of indexes.entries()) {
    expect(index).toBeGreaterThan(2);
    if (n > 0) expect(index).not.toBe(indexes[n - 1]);
  }
  expect(lines.filter((text) => text.includes("spare namespaces stand first"))).toEqual(
    indexes.map((index) => expect.stringContaining(` ${index - 2} spare namespaces`)),
  );
});

test("a start that fails names why, frees its files and ports, and loses no counter", async () => {
  const retain = join(folder, "retain.json");
  const first = await start({ scenario: scenarioOf({ retain }) });
  first.pass(10_000);
  await first.line.close();
  const blocker = await start();
  const free = scenarioOf().listen.modbus;
  const listen = { modbus: free, opcua: { ...free, port: blocker.line.opcua?.port ?? 0 } };
  await expect(start({ scenario: scenarioOf({ retain, listen }) })).rejects.toMatchObject({
    code: "SIMULATORS_PORT_IN_USE",
    detail: listen.opcua,
  });
  const users = join(folder, "users.yaml");
  const opcua = { ...scenarioOf().opcua, users };
  for (const text of ["[]", "name: 1", "name: [secret]"]) {
    writeFileSync(users, text);
    await expect(start({ scenario: scenarioOf({ retain, opcua }) })).rejects.toMatchObject({
      code: "SIMULATORS_USERS_INVALID",
      message: expect.not.stringContaining("secret"),
      detail: { file: users },
    });
  }
  // Each start takes one step: 1 + 100, then four that failed, then this one.
  const last = await start({ scenario: scenarioOf({ retain }) });
  expect(last.line.truth()).toMatchObject({ boards: 101 + 4 + 1 });
});

test("close ends the ticker, may be called twice, and leaves only what is kept", async () => {
  const { line, ticking } = await start({
    scenario: scenarioOf({ retain: join(folder, "retain.json") }),
  });
  expect(ticking()).toBe(true);
  await Promise.all([line.close(), line.close()]);
  expect(ticking()).toBe(false);
  expect(readdirSync(folder).sort()).toEqual(["pki", "retain.json"]);
});
