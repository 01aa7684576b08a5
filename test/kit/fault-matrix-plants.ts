// The plants of the fault matrix, in this process and in real time: one press hall with a controller in front per
// fault. Faults begin when the test says that everything is well, however long the machine took to get there; what
// the wires really showed is kept, to be compared with what was recorded.
import { onTestFinished } from "vitest";
import { parse, stringify } from "yaml";
import type { PointValue } from "#simulators/plant/plant.ts";
import { runScenario } from "#simulators/run/run-scenario.ts";
import type { RunningPlant } from "#simulators/run/running-plant.ts";
import { systemEvery } from "#simulators/run/ticker.ts";
import { parseScenario } from "#simulators/scenario/scenario.ts";
import { systemClock } from "../../bin/process/system-clock.ts";
import { hallWithController } from "../contract/faulty-scenario.ts";
import { ArmedTiming } from "./armed-timing.ts";
import type { MatrixCase } from "./fault-matrix-case.ts";

/** A tick of the plants so late is a computer without time: for so long no plant answered anybody. */
const stallMs = 400;

/** Until a reader that lost its link by it reads again: two requests, a pause, and a scan. */
const afterStallMs = 4_000;

/** Values as they came on the wire at some time from `from` to `to`, ms UTC. */
type Shown = {
  readonly from: number;
  readonly to: number;
  readonly values: readonly PointValue[];
};

/** ms UTC, by the clock that the gateway has too. */
export type FaultSpan = { readonly begin: number; readonly end: number };

export class MatrixPlants {
  readonly #plants: ReadonlyMap<string, RunningPlant>;
  readonly #timings: readonly ArmedTiming[];
  readonly #shown: ReadonlyMap<string, Shown[]>;
  readonly #spans: ReadonlyMap<string, { begin: number; end: number }>;
  readonly #stalls: readonly FaultSpan[];

  private constructor(parts: {
    plants: ReadonlyMap<string, RunningPlant>;
    timings: readonly ArmedTiming[];
    shown: ReadonlyMap<string, Shown[]>;
    spans: ReadonlyMap<string, { begin: number; end: number }>;
    stalls: readonly FaultSpan[];
  }) {
    this.#plants = parts.plants;
    this.#timings = parts.timings;
    this.#shown = parts.shown;
    this.#spans = parts.spans;
    this.#stalls = parts.stalls;
  }

  /** @param rtu serial devices of the plants with an RS-485 line, by plant. */
  static async start(
    cases: readonly MatrixCase[],
    { folder, seed, rtu }: { folder: string; seed: number; rtu: ReadonlyMap<string, string> },
  ): Promise<MatrixPlants> {
    const text = stringify({
      format: "lineproof/scenario/1",
      name: { zh: "故障矩阵", en: "fault matrix" },
      seed,
      plants: cases.map((one) => plantOf(one, folder, rtu)),
    });
    const scenario = parseScenario(text, "fault-matrix");
    // Plant time begins when the plants do.
    let began = performance.now();
    const elapsed = () => performance.now() - began;
    const timings: ArmedTiming[] = [];
    const armed = scenario.plants.map((plant, i) => {
      const timing = new ArmedTiming(cases[i]?.fault?.lastsMs ?? 0, elapsed);
      timings.push(timing);
      return { ...plant, faults: plant.faults.map((fault) => ({ ...fault, timing })) };
    });
    const shown = new Map<string, Shown[]>();
    const spans = new Map<string, { begin: number; end: number }>();
    const stalls: FaultSpan[] = [];
    let plants: ReadonlyMap<string, RunningPlant> = new Map();
    const isArmed = () => timings.some((timing) => timing.armed);
    const look = (from: number) => {
      const to = Date.now();
      for (const [id, plant] of plants) {
        shown.get(id)?.push({ from, to, values: plant.scan().values });
        const span = spans.get(id);
        if (!isArmed() || (span?.end !== undefined && Number.isFinite(span.end))) continue;
        const acts = plant.truth().faults.length > 0;
        if (acts && span === undefined) {
          spans.set(id, { begin: from, end: Number.POSITIVE_INFINITY });
        } else if (!acts && span !== undefined) span.end = Math.min(span.end, to);
      }
    };
    const run = await runScenario({
      scenario: { ...scenario, plants: armed },
      file: "fault-matrix",
      clock: systemClock,
      every: (ms, action) => {
        began = performance.now();
        let last = Date.now();
        return systemEvery(ms, () => {
          const from = Date.now();
          action();
          look(from);
          const now = Date.now();
          if (now - last > stallMs) stalls.push({ begin: last, end: now });
          last = now;
        });
      },
      factory: async () => hallWithController,
    });
    onTestFinished(() => run.close());
    for (const { id } of run.plants) shown.set(id, []);
    plants = new Map(run.plants.map((plant) => [plant.id, plant]));
    return new MatrixPlants({ plants, timings, shown, spans, stalls });
  }

  arm(): void {
    for (const timing of this.#timings) timing.arm();
  }

  plant(id: string): RunningPlant {
    const plant = this.#plants.get(id);
    if (plant === undefined) throw new Error(`no plant ${id}`);
    return plant;
  }

  /** When its fault acted; undefined before its begin, end Infinity while it acts. */
  span(id: string): FaultSpan | undefined {
    return this.#spans.get(id);
  }

  /**
   * This computer gave the plants no time just before: whoever asked them heard nothing, and was right to say so.
   * @param at ms UTC
   */
  excused(at: number): boolean {
    return this.#stalls.some(({ begin, end }) => at >= begin && at <= end + afterStallMs);
  }

  /** ms of this time in which no plant had any. */
  stalledMs({ begin, end }: FaultSpan): number {
    let counted = begin;
    let sum = 0;
    for (const stall of this.#stalls) {
      const from = Math.max(counted, stall.begin);
      const to = Math.min(end, stall.end + afterStallMs);
      if (to <= from) continue;
      sum += to - from;
      counted = to;
    }
    return sum;
  }

  /** Every value that a point showed on its wire at some time from `from` to `to`, ms UTC, inclusive. */
  shown(id: string, point: string, from: number, to: number): readonly PointValue[] {
    const index = this.plant(id).points.indexOf(point);
    const all = this.#shown.get(id) ?? [];
    return all.flatMap(({ from: came, values }, n) => {
      const went = all[n + 1]?.to ?? Number.POSITIVE_INFINITY;
      const value = values[index];
      return came <= to && went >= from && value !== undefined ? [value] : [];
    });
  }
}

function plantOf(
  { id, wire, fault }: MatrixCase,
  folder: string,
  rtu: ReadonlyMap<string, string>,
) {
  const common = {
    id,
    line: "press-hall",
    faults: fault === undefined ? [] : [parse(fault.entry)],
  };
  switch (wire) {
    case "tcp":
      return { ...common, listen: { modbus: { port: 0 } } };
    case "rtu":
      return { ...common, listen: { rtu: { path: rtu.get(id), baud: 115_200 } } };
    case "opcua":
    case "opcua-secure": {
      const security =
        wire === "opcua"
          ? { securityModes: ["None"] }
          : { securityModes: ["SignAndEncrypt"], securityPolicies: ["Basic256Sha256"] };
      return {
        ...common,
        listen: { opcua: { port: 0 } },
        opcua: { ...security, pki: `${folder}/pki-${id}`, acceptUnknownClients: true },
      };
    }
  }
}
