// The three real lines as a client sees them on the wire.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AttributeIds, type ClientSession } from "node-opcua";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ManualClock } from "#contracts/time.ts";
import type { OpcUaExposure, WoodworkingMachine } from "./exposure.ts";
import type { Line, LineFactory } from "./lines/line.ts";
import { type LineKind, lineKinds, lineRegistry } from "./lines/registry.ts";
import { type RunningLine, runLine } from "./run-line.ts";
import { type LineScenario, parseAnyScenario } from "./scenario-line.ts";
import { withSession } from "./servers/opcua-test-client.ts";
import { shownPoints } from "./shown-points.ts";

let folder: string;
let running: RunningLine | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lineproof-kinds-"));
});
afterEach(async () => {
  await running?.close();
  running = undefined;
  rmSync(folder, { recursive: true, force: true });
});

async function start(kind: LineKind) {
  const clock = new ManualClock(Date.UTC(2026, 0, 5, 8));
  const made: Line[] = [];
  const create = await lineRegistry[kind]();
  const factory: LineFactory = (options) => {
    const line = create(options);
    made.push(line);
    return line;
  };
  let action: (() => void) | undefined;
  const scenario = parseAnyScenario(
    `plant: ${kind}
listen: { modbus: { port: 0 }, opcua: { port: 0 } }
opcua: { securityModes: [None], pki: ${JSON.stringify(join(folder, "pki"))}, acceptUnknownClients: true }`,
    "test",
  ) as LineScenario;
  running = await runLine({
    scenario,
    clock,
    factory,
    every: (_, work) => {
      action = work;
      return () => undefined;
    },
  });
  const pass = (ms: number): void => {
    clock.advance(ms);
    action?.();
  };
  const [{ plant, exposure } = expect.fail("no line was made")] = made;
  return { running, plant, exposure, pass, now: () => clock.now() };
}

/** Identifiers of all variables behind points, in the line's own namespace. */
function identifiers(exposure: OpcUaExposure): string[] {
  if (exposure.kind === "controller") return exposure.variables.map((v) => v.identifier);
  return exposure.machines.flatMap(({ browseName, flags, values, specific }) => [
    ...["CurrentState", "CurrentMode"].map((n) => `s=${browseName}-State-Machine-Overview-${n}`),
    ...Object.keys(flags).map((n) => `s=${browseName}-State-Machine-Flags-${n}`),
    ...Object.keys(values).map((n) => `s=${browseName}-State-Machine-Values-${n}`),
    ...specific.map((s) => `s=${browseName}-ManufacturerSpecific-${s.browseName}`),
  ]);
}

async function readAll(session: ClientSession, namespace: string, ids: readonly string[]) {
  const index = (await session.readNamespaceArray()).indexOf(namespace);
  return session.read(
    ids.map((id) => ({ nodeId: `ns=${index};${id}`, attributeId: AttributeIds.Value })),
  );
}

test.each(lineKinds)(
  "%s answers every point good, with the time of the last step, on both protocols",
  async (kind) => {
    const line = await start(kind);
    expect(line.running.modbus?.port).toBeGreaterThan(0);
    const { opcua } = line.exposure;
    if (opcua === null) expect.fail("no OPC UA server");
    expect([...shownPoints(opcua)].filter((point) => !line.plant.points.includes(point))).toEqual(
      [],
    );
    line.pass(2_000);
    await withSession(line.running.opcua?.endpointUrl ?? "", { folder }, async (session) => {
      const ids = identifiers(opcua);
      const answers = await readAll(session, opcua.namespace, ids);
      const wrong = answers.flatMap((answer, n) =>
        answer.statusCode.name === "Good" && answer.sourceTimestamp?.getTime() === line.now()
          ? []
          : [`${ids[n]} ${answer.statusCode.name} ${answer.sourceTimestamp?.toISOString()}`],
      );
      expect(wrong).toEqual([]);
      expect(answers.length).toBeGreaterThan(12);
    });
  },
);

/** OPC 40550-1 §7.7, written out here once more; an absent EnergySaving is false. */
function stateOf(flags: ReadonlyMap<string, unknown>): number {
  const on = (name: string): boolean => flags.get(name) === true;
  if (!on("MachineOn")) return 0;
  if (!on("MachineInitialized") || on("EnergySaving")) return 1;
  if (on("Error")) return 4;
  if (!on("Calibrated")) return 1;
  return on("RecipeInRun") ? 3 : 2;
}

test("over eight hours of the furniture cell the answered flags lead to the answered states", async () => {
  const line = await start("furniture-cell");
  const { opcua } = line.exposure;
  if (opcua?.kind !== "woodworking") expect.fail("no woodworking server");
  const seen = new Set<unknown>();
  await withSession(line.running.opcua?.endpointUrl ?? "", { folder }, async (session) => {
    const check = async ({ browseName, flags }: WoodworkingMachine): Promise<void> => {
      const names = Object.keys(flags);
      const [state, ...answers] = await readAll(session, opcua.namespace, [
        `s=${browseName}-State-Machine-Overview-CurrentState`,
        ...names.map((name) => `s=${browseName}-State-Machine-Flags-${name}`),
      ]);
      const answered = new Map(names.map((name, n) => [name, answers[n]?.value.value as unknown]));
      seen.add(state?.value.value);
      expect([browseName, state?.value.value]).toEqual([browseName, stateOf(answered)]);
    };
    for (let n = 0; n < 160; n += 1) {
      line.pass(180_000);
      for (const machine of opcua.machines) await check(machine);
    }
  });
  // A day in a workshop has more than one state, or the rule was not tried.
  expect(seen.size).toBeGreaterThan(1);
}, 60_000);
