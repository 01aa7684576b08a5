// The same walk over a companion server by a client of another house (asyncua, Python). Without it the test is skipped,
// visibly.
import { execFile, spawnSync } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { openOpcUaServer } from "#simulators/servers/opcua-server.ts";
import { FakePlant, openSecurity } from "#simulators/servers/opcua-test-client.ts";
import { testMachines, testMachineValues } from "#simulators/servers/opcua-test-machines.ts";
import { temporaryFolder } from "../kit/temporary-folder.ts";
import { woodworkingState } from "./woodworking-state.ts";

const available = spawnSync("python3", ["-c", "import asyncua"]).status === 0;

type Walked = {
  readonly kind: string;
  readonly checked: number;
  readonly problems: readonly string[];
  readonly flags?: Readonly<Record<string, boolean>>;
  readonly state?: number;
};

test.skipIf(!available)(
  "asyncua finds every machine whole, and its state in its flags",
  async () => {
    const folder = temporaryFolder();
    const plant = new FakePlant({
      ...testMachineValues,
      "saw-1.MachineOn": true,
      "saw-1.MachineInitialized": true,
      "saw-1.Calibrated": true,
      "saw-1.RecipeInRun": true,
      "saw-1.state": 3,
    });
    const server = await openOpcUaServer({
      exposure: testMachines,
      name: "walked",
      port: 0,
      security: { ...openSecurity(folder), pki: join(folder, "server") },
      namespacesBefore: 1,
      read: (point) => plant.read(point),
      sourceTime: () => plant.at,
      log: () => undefined,
    });
    onTestFinished(() => server.close());
    const script = new URL("asyncua-walk.py", import.meta.url).pathname;
    const options = { timeout: 100_000 };
    const { stdout } = await promisify(execFile)("python3", [script, server.endpointUrl], options);
    const machines = JSON.parse(stdout) as readonly Walked[];
    expect(machines.map(({ kind }) => kind).toSorted()).toEqual([
      "machine-tool",
      "machinery",
      "woodworking",
    ]);
    for (const { problems, checked } of machines) {
      expect(problems).toEqual([]);
      expect(checked).toBeGreaterThan(20);
    }
    const saw = machines.find(({ kind }) => kind === "woodworking");
    expect(Object.keys(saw?.flags ?? {})).toHaveLength(26);
    expect(saw?.state).toBe(woodworkingState((name) => saw?.flags?.[name] === true));
  },
);
