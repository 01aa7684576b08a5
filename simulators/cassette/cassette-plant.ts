// A cassette as a plant: its points are the cassette's, its process is gone.

import type { Plant, PlantSummary, PlantTruth, PointValue } from "../plant/plant.ts";
import { checkStep } from "../plant/step-limit.ts";
import type { ControllerServer, OpcUaType } from "../wire/exposure.ts";
import type { Cassette, CassettePoint, PointType } from "./cassette.ts";
import { noValue, Tape, type TapeOptions } from "./tape.ts";

const OPCUA_TYPES = {
  number: "Double",
  boolean: "Boolean",
  string: "String",
} as const satisfies Record<PointType, OpcUaType>;

/** Monotonic time that only steps move. */
class StepTime {
  #elapsedMs = 0;

  now(): number {
    return this.#elapsedMs;
  }

  monotonic(): number {
    return this.#elapsedMs;
  }

  pass(dtMs: number): void {
    this.#elapsedMs += dtMs;
  }
}

export class CassettePlant implements Plant {
  readonly points: readonly string[];
  readonly #tape: Tape;
  readonly #time: StepTime;
  readonly #types: ReadonlyMap<string, PointType>;

  constructor(cassette: Cassette, options: Omit<TapeOptions, "clock">) {
    this.#time = new StepTime();
    this.#tape = new Tape(cassette, { ...options, clock: this.#time });
    const { points } = cassette.header;
    this.points = points.map(({ point }) => point);
    this.#types = new Map(points.map(({ point, type }) => [point, type]));
  }

  step(dtMs: number): void {
    checkStep(dtMs);
    this.#time.pass(dtMs);
  }

  /** What is not of the point's type: no row stands (tape.ts, noValue). */
  value(point: string): PointValue {
    const value = this.#tape.read(point);
    // Here nobody can ask for the row number; in step mode it must not hold the row.
    this.#tape.readRow();
    return value ?? noValue(this.#types.get(point) ?? "number");
  }

  truth(): PlantTruth {
    const { row, done } = this.#tape.progress();
    return {
      state: row === undefined ? "gap" : "replay",
      work: "work",
      order: null,
      product: null,
      row: row ?? null,
      done,
      from: this.#tape.cassette.header.from,
    };
  }

  summary(): PlantSummary {
    const { row } = this.#tape.progress();
    return {
      state: row === undefined ? { zh: "无数据", en: "no value" } : { zh: "回放", en: "replay" },
      product: "",
      output: { value: row ?? 0, unit: "C62" },
      powerKw: 0,
    };
  }

  takeEvents(): readonly [] {
    return [];
  }

  retained(): Readonly<Record<string, number>> {
    return {};
  }

  restore(): void {
    // A cassette keeps nothing.
  }
}

/** Points over OPC UA, like a controller's: numbers as Double, so that none is rounded. */
export function cassetteController(points: readonly CassettePoint[]): ControllerServer {
  return {
    kind: "controller",
    namespace: "urn:lineproof-sim:cassette",
    product: { maker: "Lineproof simulator", name: "Replay of a recording", version: "1.0" },
    variables: points.map(({ point, type }) => ({
      point,
      identifier: `s="Cassette"."${point}"`,
      folder: ["Cassette"],
      browseName: point,
      type: OPCUA_TYPES[type],
    })),
  };
}
