// A scenario as people write it, run on the wire under a clock that the test turns by hand. Its plants are the
// press hall with a controller in front, so that one point shows on Modbus and on OPC UA, or lines of the registry.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ClientSession } from "node-opcua";
import { onTestFinished, vi } from "vitest";
import type { LineFactory } from "#simulators/lines/line.ts";
import { createPressHall } from "#simulators/lines/press-hall.ts";
import { lineRegistry } from "#simulators/lines/registry.ts";
import { runScenario } from "#simulators/run/run-scenario.ts";
import type { RunningPlant } from "#simulators/run/running-plant.ts";
import { byHand } from "#simulators/run/test-hand.ts";
import { parseScenario } from "#simulators/scenario/scenario.ts";
import { resolve, withSession } from "#simulators/servers/opcua-test-client.ts";
import type { OpcUaType } from "#simulators/wire/exposure.ts";
import { temporaryFolder } from "../kit/temporary-folder.ts";
import type { Place } from "./modbus-peer.ts";

export const START = Date.UTC(2026, 0, 5, 8);
export const NAMESPACE = "urn:lineproof-sim:press-hall";

/** Points of the hall that go out on both wires, all as 32-bit floats. */
const onBoth = [
  "meter-main.power.active",
  "meter-main.voltage.l1",
  "meter-main.current.l1",
  "meter-main.energy.active.import",
  "zone-1.temperature.pv",
  "zone-2.temperature.pv",
];

export const nodeOf = (point: string): string => `s="${point}"`;

/** The press hall with a controller in front. */
export const hallWithController: LineFactory = (options) => {
  const { plant, exposure } = createPressHall(options);
  const type: OpcUaType = "Float";
  const variables = onBoth.map((point) => ({
    point,
    identifier: nodeOf(point),
    folder: ["PLC"],
    browseName: point,
    type,
  }));
  const product = { maker: "Lineproof simulator", name: "test", version: "1" };
  return {
    plant,
    exposure: {
      ...exposure,
      opcua: { kind: "controller", namespace: NAMESPACE, product, variables },
    },
  };
};

/** What the truth file says, times in ms since the start. */
export interface Truth {
  /** `begin kind on`, by plant. */
  readonly changes: readonly (readonly [ms: number, plant: string, what: string])[];
  readonly states: readonly TruthState[];
}

export interface TruthState {
  readonly ms: number;
  readonly plant: string;
  /** Kinds that act. */
  readonly faults: readonly string[];
  readonly deviations: Readonly<Record<string, { true: number; shown: number }>>;
  readonly truth: Readonly<Record<string, unknown>>;
}

export class FaultyScenario {
  readonly folder: string;
  readonly log: readonly string[];
  readonly #plants: readonly RunningPlant[];
  readonly #pass: (ms: number) => void;
  readonly #end: () => Promise<void>;
  #ms = 0;

  private constructor(parts: {
    folder: string;
    log: readonly string[];
    plants: readonly RunningPlant[];
    pass: (ms: number) => void;
    end: () => Promise<void>;
  }) {
    this.folder = parts.folder;
    this.log = parts.log;
    this.#plants = parts.plants;
    this.#pass = parts.pass;
    this.#end = parts.end;
  }

  /** @param plants the scenario's `plants`, YAML; FOLDER in it is a folder of the test. */
  static async start(plants: string): Promise<FaultyScenario> {
    const folder = temporaryFolder();
    const text = `
format: lineproof/scenario/1
name: { zh: 故障, en: faults }
truth: FOLDER/truth.jsonl
plants:
${plants}`;
    const scenario = parseScenario(text.replaceAll("FOLDER", folder), "faults");
    const time = byHand(START);
    const log: string[] = [];
    const run = await runScenario({
      scenario,
      file: "faults",
      clock: time.clock,
      every: time.every,
      factory: async (kind) =>
        kind === "press-hall" ? hallWithController : lineRegistry[kind].load(),
      log: (line) => log.push(line),
    });
    onTestFinished(() => run.close());
    const end = (): Promise<void> => run.close();
    return new FaultyScenario({ folder, log, plants: run.plants, pass: time.pass, end });
  }

  /** Wall clock of the plants, ms since the epoch. */
  get now(): number {
    return START + this.#ms;
  }

  /** Lets time pass until so many ms after the start. */
  to(ms: number): void {
    this.#pass(ms - this.#ms);
    this.#ms = ms;
  }

  place(plant: string, listener: "modbus" | "rtuOverTcp" | "opcua"): Place {
    const place = this.#plant(plant).addresses[listener];
    if (place === undefined) throw new Error(`${plant} does not listen on ${listener}`);
    return place;
  }

  certificate(plant: string): string {
    return this.#plant(plant).addresses.opcua?.certificateFile ?? "";
  }

  /** Over a session of its own. @param security of the client. */
  session<T>(
    plant: string,
    work: (session: ClientSession) => Promise<T>,
    security: object = {},
  ): Promise<T> {
    const { endpointUrl = "" } = this.#plant(plant).addresses.opcua ?? {};
    return withSession(endpointUrl, { folder: this.folder, ...security }, work);
  }

  /** What an OPC UA client is told of a point: by URI, as one that survives renumbering asks. */
  look(plant: string, point: string, security: object = {}): Promise<Looked> {
    return this.session(plant, (session) => lookIn(session, point), security);
  }

  /** Once the server, which opens and closes beside the plant's time, is as asked. */
  async eventually<T>(work: () => Promise<T>): Promise<T> {
    return vi.waitFor(work, { timeout: 10_000, interval: 20 });
  }

  /** Ends the run and reads its truth. */
  async truth(): Promise<Truth> {
    await this.#end();
    const file = join(this.folder, "truth.jsonl");
    const lines = existsSync(file) ? readFileSync(file, "utf8").trimEnd().split("\n").slice(1) : [];
    const changes: [number, string, string][] = [];
    const states: TruthState[] = [];
    for (const line of lines) {
      const { at, plant, event, faults, truth, deviations } = JSON.parse(line) as TruthLine;
      const ms = at - START;
      if (faults !== undefined && truth !== undefined) {
        const kinds = faults.map(({ kind }) => kind);
        states.push({ ms, plant, faults: kinds, deviations: deviations ?? {}, truth });
      } else if (event?.kind.startsWith("fault-")) {
        changes.push([ms, plant, `${event.kind.slice(6)} ${event.fault} ${event.on}`]);
      }
    }
    return { changes, states };
  }

  #plant(id: string): RunningPlant {
    const plant = this.#plants.find((each) => each.id === id);
    if (plant === undefined) throw new Error(`no plant ${id}`);
    return plant;
  }
}

type TruthLine = {
  at: number;
  plant: string;
  event?: { kind: string; fault: string; on: string };
  faults?: { kind: string }[];
  deviations?: TruthState["deviations"];
  truth?: Record<string, unknown>;
};

export interface Looked {
  readonly nodeId: string;
  readonly value: unknown;
  readonly sourceTime: number | undefined;
}

export async function lookIn(session: ClientSession, point: string): Promise<Looked> {
  const nodeId = await resolve(session, `nsu=${NAMESPACE};${nodeOf(point)}`);
  const { value, sourceTimestamp } = await session.read({ nodeId });
  return { nodeId, value: value.value as unknown, sourceTime: sourceTimestamp?.getTime() };
}

/** Kinds that act in a plant's states, by second. */
export function actingSeconds({ states }: Truth, plant: string, kind: string): readonly number[] {
  return states
    .filter((state) => state.plant === plant && state.faults.includes(kind))
    .map(({ ms }) => ms / 1_000);
}
