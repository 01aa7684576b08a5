// The facts of a sketch, laid out minute by minute: how much of each hour arrived, what it said, and in which state
// machines were. Signals deliver well unless told otherwise: sensors move, counters count, machines produce.
import { z } from "zod";
import { type Fact, hourMs, type StateInterval } from "#contracts/fact.ts";
import { emptyFacts } from "#contracts/fact-feed.ts";
import { type LineModel, type Signal, stateCategories } from "#contracts/line-model.ts";

export const instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
const share = z.number().min(0).max(1);

/** How signals deliver in the hours that overlap [from, to); later entries win, member by member not merged. */
export const delivery = z.strictObject({
  /** Ids of signals, their groups, `equipment/signal` or equipment. */
  signals: z.array(z.string()).optional(),
  from: instant.optional(),
  to: instant.optional(),
  /** Minutes of the hour in which the gateway is on. */
  minutes: z.tuple([z.number().int(), z.number().int()]).default([0, 60]),
  /** Share of the scans of those minutes that arrive; of these, share good and share flagged S. */
  received: share.default(1),
  good: share.default(1),
  manual: share.default(0),
  /** Share of the received scans that carry any flag. */
  flagged: share.default(1),
  /** Minutes of the hour in which source times lie; as valid unless said. */
  fresh: z.tuple([z.number().int(), z.number().int()]).optional(),
  /** Minutes in which the value stands still. */
  constant: z.tuple([z.number().int(), z.number().int()]).optional(),
  /** Value of CALC and ST signals, and that at which others stand still. */
  value: z.number().default(1),
  /** Of counters; they count from the beginning of 1970. */
  perHour: z.number().default(100),
  /** No facts at all. */
  absent: z.boolean().default(false),
});

export type Delivery = z.output<typeof delivery>;

/** A counter goes back to 0, or a machine changes its state. */
export const turn = z.strictObject({
  equipment: z.string(),
  from: instant,
  to: instant,
  category: z.enum(stateCategories),
});

export const reset = z.strictObject({ signal: z.string(), at: instant });

export type FactSketch = {
  readonly window: { readonly from: number; readonly to: number };
  readonly observed?: { readonly from: number; readonly to: number } | undefined;
  readonly deliveries: readonly Delivery[];
  readonly states: readonly z.output<typeof turn>[];
  readonly resets: readonly z.output<typeof reset>[];
};

/** Minutes in which the first `scans` scans of the hour lie. */
function scannedMinutes(scans: number, startMinute: number, intervalMs: number): boolean[] {
  const minutes = new Array<boolean>(60).fill(false);
  for (let i = 0; i < scans; i++) {
    minutes[startMinute + Math.floor((i * intervalMs) / 60_000)] = true;
  }
  return minutes.slice(0, 60);
}

function maskOf(minutes: readonly boolean[]): string {
  let mask = "";
  for (let minute = 0; minute < 60; minute += 4) {
    const digit = [0, 1, 2, 3].reduce((bits, i) => bits * 2 + Number(minutes[minute + i]), 0);
    mask += digit.toString(16);
  }
  return mask;
}

type Place = {
  readonly key: string;
  readonly signal: Signal;
  readonly equipment: string;
  readonly intervalMs: number;
};

type Extremes = readonly [number, number];

/** Lowest and highest value of a minute. */
function extremesAt(place: Place, at: number, how: Delivery, sketch: FactSketch): Extremes {
  const minute = (at % hourMs) / 60_000;
  const stands =
    how.constant !== undefined && minute >= how.constant[0] && minute < how.constant[1];
  switch (place.signal.class) {
    case "CNT": {
      const since = Math.max(
        0,
        ...sketch.resets
          .filter(({ signal, at: when }) => signal === place.key && when <= at)
          .map(({ at: when }) => when),
      );
      const count = (time: number) => ((time - since) / hourMs) * how.perHour;
      return [count(at), count(at + 60_000)];
    }
    case "PV":
      return stands ? [how.value, how.value] : [100 + (minute % 7), 101 + (minute % 7)];
    case "ST":
      return [how.value, how.value];
    default:
      return [how.value, how.value];
  }
}

function stateAt(equipment: string, at: number, sketch: FactSketch): number {
  const found = sketch.states.findLast(
    (each) => each.equipment === equipment && at >= each.from && at < each.to,
  );
  return stateCategories.indexOf(found?.category ?? "producing") + 1;
}

function statesOf(place: Place, hour: number, valid: readonly boolean[], sketch: FactSketch) {
  const intervals: StateInterval[] = [];
  if (place.signal.class !== "ST" && place.signal.class !== "BOOL") return intervals;
  valid.forEach((isValid, minute) => {
    if (!isValid) return;
    const from = hour + minute * 60_000;
    const value = place.signal.class === "ST" ? stateAt(place.equipment, from, sketch) : 0;
    const last = intervals.at(-1);
    if (last !== undefined && last.to === from && last.value === value) {
      intervals[intervals.length - 1] = { ...last, to: from + 60_000 };
    } else intervals.push({ from, to: from + 60_000, value });
  });
  return intervals;
}

function equalRun(place: Place, how: Delivery, valid: number): number {
  if (how.constant === undefined) return place.signal.class === "PV" ? Math.min(3, valid) : valid;
  return ((how.constant[1] - how.constant[0]) * 60_000) / place.intervalMs;
}

function fillFact(empty: Fact, place: Place, how: Delivery, sketch: FactSketch): Fact {
  const [start, end] = how.minutes;
  const asked = ((end - start) * 60_000) / place.intervalMs;
  const received = Math.round(asked * how.received);
  const good = Math.round(received * how.good);
  const manual = Math.round(received * how.manual);
  const valid = scannedMinutes(good, start, place.intervalMs);
  const fresh = valid.map(
    (isValid, minute) =>
      isValid && (how.fresh === undefined || (minute >= how.fresh[0] && minute < how.fresh[1])),
  );
  const extremes = valid.map((isValid, minute) =>
    isValid ? extremesAt(place, empty.hour + minute * 60_000, how, sketch) : null,
  );
  return {
    ...empty,
    received,
    good,
    byFlag: { ...empty.byFlag, N: Math.round(received * how.flagged) - manual, S: manual },
    longestEqualRun: equalRun(place, how, good),
    validMinutes: maskOf(valid),
    freshMinutes: maskOf(fresh),
    states: statesOf(place, empty.hour, valid, sketch),
    minuteMin: extremes.map((each) => each?.[0] ?? null),
    minuteMax: extremes.map((each) => each?.[1] ?? null),
  };
}

function placesOf(model: LineModel): ReadonlyMap<string, Place> {
  const places = model.lines
    .flatMap((line) => line.equipment)
    .flatMap((machine) =>
      machine.signals.map((signal): [string, Place] => {
        const group = machine.scanGroups.find(({ id }) => id === signal.scanGroup)!;
        const key = `${machine.id}/${signal.id}`;
        return [key, { key, signal, equipment: machine.id, intervalMs: group.intervalMs }];
      }),
    );
  return new Map(places);
}

function isMeant(names: readonly string[] | undefined, { key, signal, equipment }: Place): boolean {
  if (names === undefined) return true;
  const group = signal.id.replace(/\.\d+$/, "");
  return [key, signal.id, group, equipment].some((name) => names.includes(name));
}

export function factsOf(sketch: FactSketch, model: LineModel): Fact[] {
  const { from, to } = sketch.observed ?? sketch.window;
  const places = placesOf(model);
  const usual = delivery.parse({});
  const facts: Fact[] = [];
  for (let hour = Math.floor(from / hourMs) * hourMs; hour < to; hour += hourMs) {
    for (const empty of emptyFacts(model, hour)) {
      const place = places.get(`${empty.equipment}/${empty.signal}`)!;
      const how =
        sketch.deliveries.findLast(
          (each) =>
            isMeant(each.signals, place) &&
            hour + hourMs > (each.from ?? -Infinity) &&
            hour < (each.to ?? Infinity),
        ) ?? usual;
      if (!how.absent) facts.push(fillFact(empty, place, how, sketch));
    }
  }
  return facts;
}
