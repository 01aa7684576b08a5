// What a truth file holds: JSON lines about what really happens in simulated plants, and which fault or cheat
// makes the wires say otherwise. For tests of gateways, detectors and judges; never evidence.

import { z } from "zod";
import type { CheatAct } from "../cheats/cheat.ts";
import type { FaultAct } from "../faults/fault.ts";
import type { PlantTruth, PointValue } from "../plant/plant.ts";
import type { PlantEvent } from "../plant/plant-events.ts";

export const truthFormat = "lineproof/truth/1";

/** First line. A plant that is started again appends another. */
const truthHeaderSchema = z.strictObject({
  format: z.literal(truthFormat),
  simulated: z.literal(true),
  by: z.string(),
  scenario: z.string(),
  seed: z.int(),
  /** ms since the epoch, plant time. */
  startedAt: z.int(),
  plants: z.array(z.strictObject({ id: z.string(), line: z.string(), seed: z.int() })),
});
export type TruthHeader = z.output<typeof truthHeaderSchema>;

/** A point whose wire says something else than the process. */
export type Deviation = { readonly true: PointValue; readonly shown: PointValue };

/** Where a plant stands at an instant. */
export type TruthState = {
  /** ms since the epoch, plant time. */
  readonly at: number;
  readonly plant: string;
  readonly truth: PlantTruth;
  /** Faults that act. */
  readonly faults: readonly FaultAct[];
  readonly cheats: readonly CheatAct[];
  /** By point, where what is shown differs from what is, through fault or cheat. */
  readonly deviations: Readonly<Record<string, Deviation>>;
};

/** What has an instant: events of the plant, begins and ends of faults. */
export type TruthEvent = {
  readonly at: number;
  readonly plant: string;
  readonly event:
    | Omit<PlantEvent, "at">
    | { readonly kind: "fault-begin" | "fault-end"; readonly fault: string; readonly on: string };
};

export type TruthLine = TruthHeader | TruthState | TruthEvent;

const common = { at: z.number(), plant: z.string() };

/** For readers: what is the plant's own stays open. */
export const truthLineSchema = z.union([
  truthHeaderSchema,
  z.strictObject({
    ...common,
    truth: z.looseObject({ state: z.string(), work: z.string() }),
    faults: z.array(z.looseObject({ kind: z.string(), on: z.string() })),
    cheats: z.array(z.looseObject({ kind: z.string(), point: z.string() })),
    deviations: z.record(z.string(), z.unknown()),
  }),
  z.strictObject({ ...common, event: z.looseObject({ kind: z.string() }) }),
]);
