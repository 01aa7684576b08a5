// Days of a simulated line as judges read them: facts per signal and hour by the same code as at ingest, from the
// same records as a gateway makes, without disk, broker or waiting. Thousands of them in one process.
import { setImmediate as turn } from "node:timers/promises";
import type { EquipmentIdentity } from "#contracts/evidence.ts";
import { type Fact, hourMs } from "#contracts/fact.ts";
import { FactFeed } from "#contracts/fact-feed.ts";
import type { LineModel } from "#contracts/line-model.ts";
import type { ScanRecord } from "#contracts/record.ts";
import { SteppedGroup } from "#gateway/stepped/stepped-group.ts";
import { plainReading } from "#gateway/stepped/stepped-reading.ts";
import type { PointValue } from "#simulators/plant/plant.ts";
import type { FastLine } from "#simulators/stepping/fast-line.ts";
import type { PlantScan } from "#simulators/stepping/plant-stepper.ts";
import { buildFastPlant, type FastPlant } from "./fast-plant.ts";
import { MemoryLog } from "./memory-log.ts";
import { type ModelGroup, modelGroups, modelPoints } from "./model-groups.ts";
import { WireFaults } from "./wire-faults.ts";

export type LineDaysOptions = {
  readonly plant: FastPlant;
  /** Its scan intervals are whole multiples of the cadence (demo-model.ts, atCadence). */
  readonly model: LineModel;
  /** Start of the first day, ms UTC, on a whole hour. */
  readonly from: number;
  readonly days: number;
  readonly cadenceMs: number;
  /** Times in which the gateway is off: nothing is read, and its first scans afterwards are whole. */
  readonly cuts?: readonly { readonly from: number; readonly to: number }[];
};

export type LineDay = {
  readonly from: number;
  readonly to: number;
  /** Of every signal of the model in every hour of the day, in the order of the hours. */
  readonly facts: readonly Fact[];
  readonly identities: readonly EquipmentIdentity[];
  /** The log so far; it goes on with the next day. */
  readonly log: MemoryLog;
};

const dayHours = 24;

type Reader = ModelGroup & { readonly group: SteppedGroup };

/** Throws RangeError for a start that is not on the hour, SIMULATORS_STEP_INVALID. */
export async function* lineDays(
  options: LineDaysOptions,
): AsyncGenerator<LineDay, void, undefined> {
  const { plant, model, from, days, cadenceMs } = options;
  if (from % hourMs !== 0) throw new RangeError(`${from} is not on a whole hour`);
  const line = await buildFastPlant(plant, { from, cadenceMs, only: modelPoints(model) });
  const run = new Run(options, line);
  for (let day = from; day < from + days * dayHours * hourMs; day += dayHours * hourMs) {
    const facts: Fact[] = [];
    for (let hour = day; hour < day + dayHours * hourMs; hour += hourMs) {
      for (const scan of line.stepper.scans(hour + hourMs)) run.read(scan);
      facts.push(...run.endHour(hour));
    }
    const { log } = run;
    yield {
      from: day,
      to: day + dayHours * hourMs,
      facts,
      identities: identitiesOf(line, model, plant.gateway, from, log),
      log,
    };
    await turn();
  }
}

class Run {
  readonly log: MemoryLog;
  readonly #options: LineDaysOptions;
  readonly #line: FastLine;
  readonly #readers: readonly Reader[];
  readonly #feed: FactFeed;
  readonly #wires: WireFaults;

  constructor(options: LineDaysOptions, line: FastLine) {
    const { plant, model } = options;
    this.#options = options;
    this.#line = line;
    this.#wires = new WireFaults(line);
    this.#feed = new FactFeed({ model });
    this.log = new MemoryLog({ site: plant.site, gateway: plant.gateway });
    this.#readers = modelGroups(model, line.stepper.points).map((each) => ({
      ...each,
      group: new SteppedGroup({ ...each, id: each.equipment }),
    }));
  }

  read({ at, values }: PlantScan): void {
    // Nobody writes them down here.
    this.#line.plant.takeEvents();
    this.#line.faults.takeChanges();
    if (this.#isCut(at)) {
      for (const { group } of this.#readers) group.forget();
      return;
    }
    for (const reader of this.#readers) {
      if ((at - this.#options.from) % reader.intervalMs !== 0) continue;
      const record = this.#recordOf(reader, at, values);
      if (record === undefined) continue;
      const sequence = this.log.size;
      this.log.add(record);
      // A gateway beside its host: durable in the millisecond in which it was read.
      this.#feed.add({ sequence, ingestTime: at, record });
    }
  }

  #recordOf(
    { equipment, group, places }: Reader,
    at: number,
    values: PlantScan["values"],
  ): ScanRecord | undefined {
    const { failure, clockMs } = this.#wires.answer(equipment);
    if (failure !== undefined) return group.fail(failure, at);
    const read = (place: number) => plainReading(values[place] as PointValue, at + clockMs);
    return group.read(places.map(read), at);
  }

  endHour(hour: number): Fact[] {
    this.log.checkpoint(hour + hourMs);
    const facts = this.#feed.finish(hour);
    this.#feed.forget(hour);
    return facts;
  }

  #isCut(at: number): boolean {
    return this.#options.cuts?.some(({ from, to }) => from <= at && at < to) ?? false;
  }
}

/** Serial numbers as the machines of the model show them. */
function identitiesOf(
  { shown, plant }: FastLine,
  model: LineModel,
  gateway: string,
  readAt: number,
  log: MemoryLog,
): readonly EquipmentIdentity[] {
  const points = new Set(plant.points);
  return model.lines
    .flatMap((line) => line.equipment)
    .filter(({ id }) => points.has(`${id}.serial`))
    .map(({ id }, sequence) => ({
      equipment: id,
      gateway,
      key: "serial",
      value: String(shown.value(`${id}.serial`)),
      readAt,
      log: log.logId,
      sequence,
    }));
}
