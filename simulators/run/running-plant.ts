// One plant of a running scenario: its process, its servers and the counters that it keeps.

import type { PlantSummary } from "../plant/plant.ts";
import type { PlantScan } from "../stepping/plant-stepper.ts";
import type { TruthEvent, TruthState } from "../truth/truth-format.ts";
import { openUnits } from "../wire/modbus-units.ts";
import { openPlantServers, type PlantAddresses } from "../wire/plant-servers.ts";
import type { BuiltPlant } from "./built-plant.ts";
import { openRetainedCounters } from "./retained-counters.ts";
import type { SharedSurroundings } from "./shared-surroundings.ts";

const FIRST_STEP_MS = 100;

export interface RunningPlant {
  readonly id: string;
  readonly line: string;
  /** Of its random numbers. */
  readonly seed: number;
  readonly points: readonly string[];
  readonly addresses: PlantAddresses;
  step(dtMs: number): void;
  /** Puts the present values on the wires; counters are kept before anyone can read them. */
  show(): void;
  /** Kept counters reach the disk. */
  sync(): void;
  summary(): PlantSummary;
  /** What its wires show now, in the order of its points. */
  scan(): PlantScan;
  truth(): TruthState;
  /** Since the last call. */
  takeEvents(): readonly TruthEvent[];
  /** Open connections of readers. */
  readers(): number;
  close(): Promise<void>;
}

export interface StartOptions {
  readonly surroundings: SharedSurroundings;
  readonly log: (line: string) => void;
}

/** Throws what openRetainedCounters and the servers throw; then nothing stays open. */
export async function startPlant(
  built: BuiltPlant,
  { surroundings, log }: StartOptions,
): Promise<RunningPlant> {
  const { scenario, plant, shown, faults, exposure } = built;
  const { id, line, retain } = scenario;
  const retained =
    retain === undefined
      ? undefined
      : openRetainedCounters({ path: retain, plant: line, now: surroundings.now(), log });
  if (retained !== undefined) plant.restore(retained.loaded);
  const units = openUnits(exposure.modbus, plant.points);
  // Servers hold the plant's values before the first reader can ask.
  built.step(FIRST_STEP_MS);
  retained?.save(built.retained());
  units.publish((point) => shown.value(point));
  const servers = await openPlantServers({
    built,
    devices: units.devices,
    now: surroundings.now,
    log,
  }).catch((error: unknown) => {
    retained?.close(built.retained());
    throw error;
  });
  let closed: Promise<void> | undefined;
  return {
    id,
    line,
    seed: built.seed,
    points: plant.points,
    addresses: servers.addresses,
    step: (dtMs) => {
      built.step(dtMs);
      servers.obey();
    },
    show: () => {
      retained?.save(built.retained());
      units.publish((point) => shown.value(point));
    },
    sync: () => retained?.sync(),
    summary: () => plant.summary(),
    scan: () => ({
      at: surroundings.now(),
      values: plant.points.map((point) => shown.value(point)),
    }),
    truth: () => ({
      at: surroundings.now(),
      plant: id,
      truth: built.truth(),
      faults: faults.acts(),
      cheats: shown.acts(),
      deviations: shown.deviations(),
    }),
    takeEvents: () => eventsOf(built),
    readers: () => servers.readers(),
    close: () => {
      closed ??= servers.close().then(() => retained?.close(built.retained()));
      return closed;
    },
  };
}

/** What the plant and its faults did since the last call, for the truth. */
export function eventsOf({ scenario: { id }, plant, faults }: BuiltPlant): readonly TruthEvent[] {
  const changes = faults.takeChanges().map(
    ({ at, kind, on, phase }): TruthEvent => ({
      at,
      plant: id,
      event: { kind: `fault-${phase}`, fault: kind, on },
    }),
  );
  const events = plant
    .takeEvents()
    .map(({ at, ...event }): TruthEvent => ({ at, plant: id, event }));
  return changes.length === 0 ? events : [...changes, ...events];
}
