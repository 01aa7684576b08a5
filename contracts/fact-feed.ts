// Scan records in log order → facts per hour of all signals of a line model. Expands report by
// exception: a signal of the scan group that is absent was read again unchanged, inside one UTC hour
// (the first scan of every group in each hour carries every signal, docs/formats/record.md).
import { type Fact, hourMs } from "./fact.ts";
import { FactAccumulator } from "./fact-accumulator.ts";
import type { LineModel, Signal } from "./line-model.ts";
import type { Sample, ScanRecord } from "./record.ts";
import { scheduledMs } from "./site-calendar.ts";

type Group = {
  readonly equipment: string;
  readonly id: string;
  readonly intervalMs: number;
  readonly signals: readonly Signal[];
  readonly places: ReadonlyMap<string, number>;
};

type Slot = {
  readonly accumulator: FactAccumulator;
  /** What the last scan of this hour left; undefined: nothing known, so nothing can be "unchanged". */
  carried: Sample | undefined;
  seen: boolean;
};

type Hour = { readonly scheduledMs: number; readonly slots: Map<Group, readonly Slot[]> };

export class FactFeed {
  readonly #model: LineModel;
  readonly #groups = new Map<string, Map<string, Group>>();
  readonly #hours = new Map<number, Hour>();
  #unknown = 0;
  /** Scans so far: two logs may give their scans the same sequence. */
  #scans = 0;

  constructor(options: { model: LineModel }) {
    this.#model = options.model;
    for (const group of groupsOf(options.model)) {
      const groups = this.#groups.get(group.equipment) ?? new Map<string, Group>();
      groups.set(group.id, group);
      this.#groups.set(group.equipment, groups);
    }
  }

  /** Samples, and scans of whole groups, that the line model does not know: they count nowhere else. */
  get unknown(): number {
    return this.#unknown;
  }

  /** Takes the next scan of a log, in order of sequence. @param scan.ingestTime when it was durable, ms UTC. */
  add(scan: { sequence: number; ingestTime: number; record: ScanRecord }): void {
    const { ingestTime, record } = scan;
    const { gatewayTime, samples } = record;
    this.#scans += 1;
    const group = this.#groups.get(record.equipment)?.get(record.scanGroup);
    if (group === undefined) {
      this.#unknown += 1;
      return;
    }
    const slots = this.#slots(group, Math.floor(gatewayTime / hourMs) * hourMs);
    let ordinal = -1;
    for (const sample of samples) {
      ordinal += 1;
      const slot = slots[group.places.get(sample.signal) ?? -1];
      if (slot === undefined) {
        this.#unknown += 1;
        continue;
      }
      const { sourceTime, kind, value, status, flag } = sample;
      slot.accumulator.add({
        sequence: this.#scans,
        ordinal,
        gatewayTime,
        sourceTime,
        ingestTime,
        kind,
        value,
        status,
        flag,
        unchanged: false,
      });
      slot.carried = sample;
      slot.seen = true;
    }
    for (const slot of slots) {
      const { carried } = slot;
      if (!slot.seen && carried !== undefined) {
        const { kind, value, status, flag } = carried;
        slot.accumulator.add({
          sequence: this.#scans,
          ordinal: 0,
          gatewayTime,
          sourceTime: gatewayTime,
          ingestTime,
          kind,
          value,
          status,
          flag,
          unchanged: true,
        });
      }
      slot.seen = false;
    }
  }

  /**
   * Records are missing before the next scan: what they changed is unknown, so nothing is carried
   * forward across them. A signal counts again when a scan carries it.
   */
  hole(): void {
    for (const hour of this.#hours.values()) {
      for (const slot of [...hour.slots.values()].flat()) slot.carried = undefined;
    }
  }

  #hour(hour: number): Hour {
    const known = this.#hours.get(hour);
    if (known !== undefined) return known;
    const made = { scheduledMs: scheduledMs(this.#model, hour, hour + hourMs), slots: new Map() };
    this.#hours.set(hour, made);
    return made;
  }

  #slots(group: Group, hour: number): readonly Slot[] {
    const own = this.#hour(hour);
    const known = own.slots.get(group);
    if (known !== undefined) return known;
    const made = group.signals.map((signal) => ({
      accumulator: accumulatorOf(this.#model, group, signal, hour, own.scheduledMs),
      carried: undefined,
      seen: false,
    }));
    own.slots.set(group, made);
    return made;
  }

  /** Hours with at least one scan of a known group, ascending, ms UTC. */
  hours(): number[] {
    return [...this.#hours.keys()].sort((a, b) => a - b);
  }

  /**
   * Facts of all hours seen, or of the given hour, for every signal of the model, by equipment, scan group and signal in its order;
   * a signal that got nothing received 0. May be called again after more scans.
   */
  finish(hour?: number, revision = 0): Fact[] {
    const hours = hour === undefined ? this.hours() : [hour];
    return hours.flatMap((each) => {
      const own = this.#hours.get(each);
      if (own === undefined) return emptyFacts(this.#model, each, revision);
      return [...this.#groups.values()].flatMap((groups) =>
        [...groups.values()].flatMap((group) =>
          this.#slots(group, each).map((slot) => slot.accumulator.finish(revision)),
        ),
      );
    });
  }

  /** Forgets an hour that is sealed. */
  forget(hour: number): void {
    this.#hours.delete(hour);
  }
}

/** Scan groups of all equipment, in the order of the model. */
function groupsOf(model: LineModel): Group[] {
  return model.lines
    .flatMap((line) => line.equipment)
    .flatMap((machine) =>
      machine.scanGroups.map(({ id, intervalMs }) => {
        const signals = machine.signals.filter((signal) => signal.scanGroup === id);
        const places = new Map(signals.map((signal, i) => [signal.id, i]));
        return { equipment: machine.id, id, intervalMs, signals, places };
      }),
    );
}

function accumulatorOf(
  model: LineModel,
  group: Group,
  signal: Signal,
  hour: number,
  scheduled: number,
): FactAccumulator {
  return new FactAccumulator({
    site: model.site.id,
    equipment: group.equipment,
    signal: signal.id,
    hour,
    signalClass: signal.class,
    scheduledMs: scheduled,
    intervalMs: group.intervalMs,
  });
}

/** Facts of an hour in which nothing arrived: a gateway that is off is counted. @param hour start, ms UTC. */
export function emptyFacts(model: LineModel, hour: number, revision = 0): Fact[] {
  const scheduled = scheduledMs(model, hour, hour + hourMs);
  return groupsOf(model).flatMap((group) =>
    group.signals.map((signal) =>
      accumulatorOf(model, group, signal, hour, scheduled).finish(revision),
    ),
  );
}
