// The instruments of a line, made from its signal sheet, so that range, time constant and noise stand in one
// place only: what the sheet says is what the plant does.

import { AnalogInput } from "./analog-input.ts";
import type { Random } from "./random.ts";
import type { SignalEntry, SignalSheet } from "./signal-sheet.ts";

type Rest = readonly [required: SignalEntry["required"], zh: string, en: string];

/** A sensor behind an analogue input. @param noise of one sample: in the unit, or `%` of the value. */
export function pv(
  unit: string,
  range: readonly [number, number],
  tauS: number,
  noise: number | `${number}%`,
  ...[required, zh, en]: Rest
): SignalEntry {
  const spread =
    typeof noise === "number"
      ? { sigma: noise }
      : { sigma: Number.parseFloat(noise) / 100, relative: true as const };
  return { name: { zh, en }, class: "PV", unit, range, tauS, ...spread, required };
}

export function setpoint(
  unit: string,
  range: readonly [number, number],
  ...[required, zh, en]: Rest
): SignalEntry {
  return { name: { zh, en }, class: "SP", unit, range, required };
}

export function calculated(
  unit: string,
  range: readonly [number, number],
  ...[required, zh, en]: Rest
): SignalEntry {
  return { name: { zh, en }, class: "CALC", unit, range, required };
}

/** Never falls; 32 bits. */
export function count(unit: string, ...[required, zh, en]: Rest): SignalEntry {
  return { name: { zh, en }, class: "CNT", unit, range: [0, 2 ** 32 - 1], required };
}

export function flag(...[required, zh, en]: Rest): SignalEntry {
  return { name: { zh, en }, class: "BOOL", unit: "C62", required };
}

export function state(range: readonly [number, number], ...[required, zh, en]: Rest): SignalEntry {
  return { name: { zh, en }, class: "ST", unit: "C62", range, required };
}

export function text(...[required, zh, en]: Rest): SignalEntry {
  return { name: { zh, en }, class: "TEXT", unit: "", required };
}

/** The same signal of several places: `<point>.1` and so on, or with the given endings. */
export function each(
  point: string,
  endings: readonly (number | string)[],
  entry: SignalEntry,
): SignalSheet {
  return Object.fromEntries(
    endings.map((ending) => [
      `${point}.${ending}`,
      { ...entry, name: { zh: `${entry.name.zh} ${ending}`, en: `${entry.name.en} ${ending}` } },
    ]),
  );
}

export class Instruments {
  readonly #random: Random;
  readonly #sheet: SignalSheet;

  constructor(random: Random, sheet: SignalSheet) {
    this.#random = random;
    this.#sheet = sheet;
  }

  /** @param cutOff at and below this the transmitter says 0. Throws RangeError for what is no sensor. */
  input(point: string, cutOff?: number): AnalogInput {
    const entry = this.#sheet[point];
    if (entry?.class !== "PV" || entry.range === undefined) {
      throw new RangeError(`信号表没有模拟量 ${point} · no sensor ${point} in the signal sheet`);
    }
    const { range, sigma = 0, relative = false } = entry;
    return new AnalogInput({
      random: this.#random.fork(point),
      range,
      ...(relative ? { relativeSigma: sigma } : { sigma }),
      ...(cutOff === undefined ? {} : { cutOff }),
    });
  }

  /** `<point>.1` … `<point>.<n>`. */
  inputs(point: string, n: number, cutOff?: number): readonly AnalogInput[] {
    return Array.from({ length: n }, (_, index) => this.input(`${point}.${index + 1}`, cutOff));
  }
}
