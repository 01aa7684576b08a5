import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { SimulatorsError } from "../errors.ts";
import { parseScenario } from "./scenario.ts";

const head = "format: lineproof/scenario/1\nname: { zh: 试, en: test }\n";

function parse(text: string) {
  return parseScenario(head + text, "test.yaml");
}

function refusal(text: string, before = head): SimulatorsError {
  try {
    parseScenario(before + text, "test.yaml");
  } catch (error) {
    return error as SimulatorsError;
  }
  throw new Error("the text was accepted");
}

/** Paths of all problems, in order. */
function paths(error: SimulatorsError): string[] {
  return String(error.detail.problems)
    .split("\n")
    .map((problem) => problem.split(":")[0] ?? "");
}

test("a plant needs an id and a line; what is not listed is not opened", () => {
  expect(parse("plants: [{ id: hall, line: press-hall }]")).toEqual({
    format: "lineproof/scenario/1",
    name: { zh: "试", en: "test" },
    seed: 1,
    plants: [
      {
        id: "hall",
        line: "press-hall",
        copies: 1,
        start: "warm",
        listen: {},
        cheats: [],
        faults: [],
        entry: 0,
      },
    ],
  });
});

const shipped = readdirSync(new URL("../scenarios/", import.meta.url));

test.each(shipped)("the shipped scenario %s is valid and says what it is", (file) => {
  const text = readFileSync(new URL(`../scenarios/${file}`, import.meta.url), "utf8");
  const scenario = parseScenario(text, file);
  expect(scenario.plants.length).toBeGreaterThan(0);
  expect(text).toContain(`lineproof simulate run ${file.replace(".yaml", "")}`);
});

test("names of the shipped scenarios differ", () => {
  const names = shipped.map((file) => {
    const text = readFileSync(new URL(`../scenarios/${file}`, import.meta.url), "utf8");
    return parseScenario(text, file).name.en;
  });
  expect(new Set(names).size).toBe(names.length);
});

test("all problems are told at once, with their paths, in Chinese and English", () => {
  const error = refusal(`
seed: x
speed: 2
calendar: { shifts: [], breaks: [{ start: "25:00", end: "12:00" }] }
plants:
  - id: Panel Line
    line: bakery
    copies: 0
    start: lukewarm
    listen: { modbus: { port: 70000 }, opcua: { tls: true }, rtu: { path: "", baud: 1 } }
    cheats: [{ kind: frozen-signal, point: a }, { kind: invent }]
    faults: [{ kind: sensor-drift, point: a, perHour: 1, mood: 2 }, { kind: bad-luck }]
    retain: ""
`);
  expect(error.code).toBe("SIMULATORS_SCENARIO_INVALID");
  expect(error.detail.file).toBe("test.yaml");
  expect(paths(error)).toEqual([
    "seed",
    "calendar.shifts",
    "calendar.breaks[0].start",
    "calendar.breaks[0].end",
    "plants[0].id",
    "plants[0].line",
    "plants[0].copies",
    "plants[0].start",
    "plants[0].listen.modbus.port",
    "plants[0].listen.rtu.path",
    "plants[0].listen.rtu.baud",
    "plants[0].listen.opcua.port",
    "plants[0].listen.opcua",
    "plants[0].retain",
    "plants[0].cheats[0].afterSeconds",
    "plants[0].cheats[1].kind",
    "plants[0].faults[0]",
    "plants[0].faults[1].kind",
    "(file)",
  ]);
  expect(String(error.detail.problems)).toMatch(/listen\.opcua: .*tls.* · .*tls/);
});

test("a calendar that contradicts itself is refused by path", () => {
  const error = refusal(`
calendar:
  shifts: [{ id: day, start: "08:00", end: "20:00" }]
  breaks: [{ start: "23:50", end: "00:10" }]
  orderedStops: [{ from: "2026-11-20T08:00:00+08:00", to: "2026-11-20T08:00:00+08:00", document: x }]
plants: [{ id: a, line: press-hall }]
`);
  expect(paths(error)).toEqual(["calendar.breaks[0].end", "calendar.orderedStops[0].to"]);
});

test("security stands with the port of OPC UA, and has no default", () => {
  const plant = (text: string) => refusal(`plants: [{ id: a, line: panel-line, ${text} }]`);
  expect(paths(plant("listen: { opcua: { port: 1 } }"))).toEqual(["plants[0].opcua"]);
  expect(paths(plant("opcua: { securityModes: [None], pki: p }"))).toEqual([
    "plants[0].listen.opcua",
  ]);
  const unsafe = "listen: { opcua: { port: 1 } }, opcua: { securityModes: [None, Sign], pki: p }";
  expect(plant(unsafe).detail.problems).toMatch(
    /^plants\[0\]\.opcua\.securityPolicies: .*need a policy/,
  );
});

test("copies have ids, ports, seeds and files of their own", () => {
  const { plants } = parse(`
plants:
  - { id: a, line: press-hall, copies: 3, seed: 7, listen: { modbus: { port: 2000 } }, retain: r }
  - { id: b, line: press-hall, copies: 2, listen: { modbus: { port: 0 } } }
`);
  expect(
    plants.map(({ id, entry, seed, retain, listen }) => [
      id,
      entry,
      seed,
      retain,
      listen.modbus?.port,
    ]),
  ).toEqual([
    ["a-001", 0, 7, "r-001", 2000],
    ["a-002", 0, 8, "r-002", 2001],
    ["a-003", 0, 9, "r-003", 2002],
    ["b-001", 1, undefined, undefined, 0],
    ["b-002", 1, undefined, undefined, 0],
  ]);
});

test("two plants with one id, port or file are named", () => {
  const error = refusal(`
plants:
  - { id: a, line: press-hall, listen: { modbus: { port: 2000 } }, retain: r }
  - { id: a, line: press-hall, listen: { rtuOverTcp: { port: 2000 } }, retain: r }
`);
  expect(String(error.detail.problems).split("\n")).toEqual([
    "plants[1].id: 已用于 a · already used by a",
    "plants[1].listen.rtuOverTcp.port: 已用于 a.listen.modbus · already used by a.listen.modbus",
    "plants[1].retain: 已用于 a · already used by a",
  ]);
});

test.each([
  ["an alias of no anchor", "seed: *one\n", "Unresolved alias"],
  [
    "aliases that would fill the memory",
    `a: &a [x, x]\n${["b", "c", "d", "e", "f", "g"].map((name, n) => `${name}: &${name} [${Array(9).fill(`*${"abcdef"[n]}`)}]`).join("\n")}\n`,
    "Excessive alias count",
  ],
  ["a tab", "seed:\n\t1\n", "Tabs are not allowed"],
])("YAML that cannot be read is refused: %s", (_, text, reason) => {
  const error = refusal(text);
  expect(error.code).toBe("SIMULATORS_SCENARIO_INVALID");
  expect(error.message).toContain(`  YAML 语法错误 · YAML syntax: ${reason}`);
});

test.each(["", "[]", "plants: []\n"])("a file that is no scenario is refused: %j", (text) => {
  expect(refusal(text, "").code).toBe("SIMULATORS_SCENARIO_INVALID");
});
