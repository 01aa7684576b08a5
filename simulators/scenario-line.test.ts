import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { SimulatorsError } from "./errors.ts";
import { parseAnyScenario } from "./scenario-line.ts";

function refusal(text: string): SimulatorsError {
  try {
    parseAnyScenario(text, "line.yaml");
  } catch (error) {
    return error as SimulatorsError;
  }
  throw new Error("the text was accepted");
}

test("plant, security and the certificate folder must be named; the rest has defaults, on loopback", () => {
  const text = "plant: panel-line\nopcua: { securityModes: [None], pki: pki }";
  expect(parseAnyScenario(text, "line.yaml")).toEqual({
    plant: "panel-line",
    seed: 1,
    listen: {
      modbus: { host: "127.0.0.1", port: 1502 },
      opcua: { host: "127.0.0.1", port: 4840 },
    },
    opcua: {
      securityModes: ["None"],
      securityPolicies: [],
      pki: "pki",
      acceptUnknownClients: false,
      anonymous: true,
      renumber: false,
    },
    cheats: [],
  });
});

test.each(["press-hall", "panel-line", "furniture-cell", "rock-wool-line"])(
  "the example scenario %s is valid",
  (plant) => {
    const text = readFileSync(new URL(`scenarios/${plant}.yaml`, import.meta.url), "utf8");
    expect(parseAnyScenario(text, `${plant}.yaml`).plant).toBe(plant);
  },
);

test("the rock-wool example freezes the melt temperature a few seconds after the start", () => {
  const text = readFileSync(new URL("scenarios/rock-wool-line.yaml", import.meta.url), "utf8");
  expect(parseAnyScenario(text, "rock-wool-line.yaml")).toMatchObject({
    cheats: [{ kind: "frozen-signal", points: ["cupola.temperature.melt"] }],
  });
});

test("all problems are told at once, with their paths, in Chinese and English", () => {
  const error = refusal(`
plant: rock-wool-line
seed: x
listen: { modbus: { port: 70000 }, opcua: { tls: true } }
opcua: { securityModes: [Signed], securityPolicies: [Basic128Rsa15], anonymous: maybe }
retain: ""
cheats: [{ kind: frozen-signal, point: a }, { kind: invent }, { kind: frozen-signal, point: a, afterSeconds: 1, mood: 2 }]
speed: 2
`);
  expect(error.code).toBe("SIMULATORS_SCENARIO_INVALID");
  expect(error.detail.file).toBe("line.yaml");
  const problems = String(error.detail.problems).split("\n");
  expect(problems.map((problem) => problem.split(":")[0])).toEqual([
    "seed",
    "listen.modbus.port",
    "listen.opcua",
    "opcua.securityModes.0",
    "opcua.securityPolicies.0",
    "opcua.pki",
    "opcua.anonymous",
    "retain",
    "cheats.0.afterSeconds",
    "cheats.1.kind",
    "cheats.2",
    "(file)",
  ]);
  expect(problems[2]).toMatch(/tls.* · .*[Uu]nrecognized key.*tls/);
  expect(problems.at(-1)).toMatch(/speed/);
});

test("security that contradicts itself is refused by path", () => {
  const opcua = (text: string) =>
    String(refusal(`plant: panel-line\nopcua: { pki: p, ${text} }`).detail.problems).split("\n");
  expect(opcua("securityModes: [None, Sign]")[0]).toMatch(
    /^opcua.securityPolicies: .*need a policy/,
  );
  expect(opcua("securityModes: [None], securityPolicies: [Basic256Sha256]")[0]).toMatch(
    /^opcua.securityPolicies: .*without a secure mode/,
  );
  expect(
    opcua("securityModes: [None, None], anonymous: false").map((p) => p.split(":")[0]),
  ).toEqual(["opcua.securityModes", "opcua.users"]);
});

test("security has no default, so that None is only ever offered where it is written", () => {
  expect(refusal("plant: panel-line").detail.problems).toMatch(/^opcua: /);
  expect(refusal("plant: panel-line\nopcua: { pki: p }").detail.problems).toMatch(
    /^opcua.securityModes: /,
  );
});

test.each(["plant: bakery", "seed: 1", "", "[]"])("an unknown plant is refused: %j", (text) => {
  expect(refusal(text).detail.problems).toBe(
    "plant: 只能是 press-hall | panel-line | furniture-cell | rock-wool-line · must be one of these",
  );
});
