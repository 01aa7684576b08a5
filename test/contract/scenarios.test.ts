// Every shipped scenario runs: its plants open on the wire, answer there, live through a minute under a clock
// turned by hand, tell the truth, and end without leaving a socket. On ports of the test's own.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { OPCUAClient } from "node-opcua-client";
import { describe, expect, test } from "vitest";
import { ManualClock } from "#contracts/time.ts";
import { type RunningScenario, runScenario } from "#simulators/run/run-scenario.ts";
import type { RunningPlant } from "#simulators/run/running-plant.ts";
import { askModbus } from "#simulators/run/test-hand.ts";
import type { Scenario } from "#simulators/scenario/scenario.ts";
import { readTruth } from "#simulators/truth/read-truth.ts";
import { openScenario, placeFiles, shippedScenarios } from "../../bin/simulate/scenario-source.ts";
import { temporaryFolder } from "../kit/temporary-folder.ts";

const START = Date.UTC(2026, 9, 12, 2);

/** The same plants on free ports; serial lines need a device and stay out. */
function onFreePorts(scenario: Scenario, truth: string): Scenario {
  return {
    ...scenario,
    truth,
    plants: scenario.plants.map((plant) => {
      const { modbus, rtuOverTcp, opcua } = plant.listen;
      const listen = {
        ...(modbus === undefined ? {} : { modbus: { ...modbus, port: 0 } }),
        ...(rtuOverTcp === undefined ? {} : { rtuOverTcp: { ...rtuOverTcp, port: 0 } }),
        ...(opcua === undefined ? {} : { opcua: { ...opcua, port: 0 } }),
      };
      return { ...plant, listen };
    }),
  };
}

/** FC 43/14 of unit 1, which every line has: every product says that it is simulated. */
async function identification(plant: RunningPlant): Promise<string> {
  const place = plant.addresses.modbus;
  if (place === undefined) return "Lineproof simulator";
  return (await askModbus(place, 1, [0x2b, 0x0e, 1, 0])).toString("latin1");
}

async function endpoints(plant: RunningPlant): Promise<number> {
  if (plant.addresses.opcua === undefined) return 1;
  const client = OPCUAClient.create({
    endpointMustExist: false,
    connectionStrategy: { maxRetry: 1 },
  });
  try {
    await client.connect(plant.addresses.opcua.endpointUrl);
    return (await client.getEndpoints()).length;
  } finally {
    await client.disconnect();
  }
}

describe.each(shippedScenarios())("%s", (name) => {
  test("runs, answers and tells the truth", async () => {
    const folder = temporaryFolder();
    const file = join(folder, "truth.jsonl");
    const opened = openScenario(name);
    const scenario = onFreePorts(placeFiles(opened, folder), file);
    const clock = new ManualClock(START);
    let tick: (() => void) | undefined;
    const running: RunningScenario = await runScenario({
      scenario,
      file: opened.file,
      clock,
      every: (_, action) => {
        tick = action;
        return () => undefined;
      },
    });
    try {
      for (let second = 0; second < 60; second += 1) {
        clock.advance(1_000);
        tick?.();
      }
      for (const plant of running.plants) {
        expect(await identification(plant), plant.id).toContain("Lineproof simulator");
        expect(await endpoints(plant), plant.id).toBeGreaterThan(0);
        expect(plant.summary().state.zh, plant.id).not.toBe("");
      }
    } finally {
      await running.close();
    }
    const truth = await readTruth(file);
    expect(truth.plants.map(({ id }) => id)).toEqual(scenario.plants.map(({ id }) => id));
    for (const { id, states } of truth.plants) {
      const ms = Object.values(states).reduce((sum, each) => sum + each, 0);
      // Lines of seconds 1 to 60 enclose 59 seconds.
      expect([id, ms]).toEqual([id, 59_000]);
    }
    expect(readFileSync(file, "utf8").split("\n", 1)[0]).toContain('"simulated":true');
  });
});
