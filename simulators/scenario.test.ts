import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { SimulatorsError } from "./errors.ts";
import { parseScenario } from "./scenario.ts";

function refusal(text: string): SimulatorsError {
  try {
    parseScenario(text, "hall.yaml");
  } catch (error) {
    return error as SimulatorsError;
  }
  throw new Error("the text was accepted");
}

test("only the plant must be named; the rest has defaults, on loopback", () => {
  expect(parseScenario("plant: press-hall", "hall.yaml")).toEqual({
    plant: "press-hall",
    seed: 1,
    start: "warm",
    listen: { host: "127.0.0.1", port: 1502 },
    units: { meter: 1, zone1: 11, zone2: 12 },
  });
});

test("the example scenario is valid", () => {
  const text = readFileSync(new URL("scenarios/press-hall.yaml", import.meta.url), "utf8");
  expect(parseScenario(text, "press-hall.yaml")).toMatchObject({
    plant: "press-hall",
    start: "warm",
  });
});

test("all problems are told at once, with their paths, in Chinese and English", () => {
  const error = refusal(
    "plant: bakery\nseed: 1.5\nlisten: { port: 70000, tls: true }\nunits: { meter: 0 }\nspeed: 2\n",
  );
  expect(error.code).toBe("SIMULATORS_SCENARIO_INVALID");
  expect(error.detail.file).toBe("hall.yaml");
  const problems = String(error.detail.problems).split("\n");
  expect(problems.map((problem) => problem.split(":")[0])).toEqual([
    "plant",
    "seed",
    "listen.port",
    "listen",
    "units.meter",
    "(file)",
  ]);
  expect(problems[3]).toMatch(/tls.* · .*[Uu]nrecognized key.*tls/);
  expect(problems[5]).toMatch(/speed/);
  expect(error.message).toContain("hall.yaml 有 6 处错误");
});

test("unit ids used twice are refused by path", () => {
  const error = refusal("plant: press-hall\nunits: { meter: 11, zone2: 11 }");
  expect(error.detail.problems).toBe(
    "units.zone1: 单元号 11 已用于 units.meter · unit id 11 is already used by units.meter\n" +
      "units.zone2: 单元号 11 已用于 units.meter · unit id 11 is already used by units.meter",
  );
});

test("text that is not YAML is refused with line and column", () => {
  const error = refusal("plant: press-hall\nplant: press-hall\nlisten: [");
  expect(error.code).toBe("SIMULATORS_SCENARIO_INVALID");
  expect(error.detail.problems).toMatch(/YAML: Map keys must be unique at line 2, column 1/);
  expect(error.detail.problems).toMatch(/line 3|line 4/);
});

test.each(["", "- 1", "42"])("a file without keys is refused: %j", (text) => {
  expect(refusal(text)).toMatchObject({ code: "SIMULATORS_SCENARIO_INVALID" });
  expect(refusal(text).detail.problems).toContain("(file)");
});
