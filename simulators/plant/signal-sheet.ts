// What every point of a line is, as data: class, unit, range, dynamics. One sheet per line, beside its plant;
// the catalogue shows it and a test holds it against the running plant.

export type SignalClass = "PV" | "SP" | "CNT" | "ST" | "BOOL" | "CALC" | "TEXT";

export interface SignalEntry {
  readonly name: { readonly zh: string; readonly en: string };
  readonly class: SignalClass;
  /** UNECE code, e.g. CEL; C62 for plain numbers, states and booleans; empty for text. */
  readonly unit: string;
  /**
   * Smallest and largest value; absent for text and booleans. Of a PV behind an analogue input the measuring range:
   * at rest its noise goes a little beyond, as on a live zero (analog-input.ts).
   */
  readonly range?: readonly [low: number, high: number];
  /** Dominant time constant, s. */
  readonly tauS?: number;
  /** Standard deviation of one sample, in the unit; of a share of the value where `relative`. */
  readonly sigma?: number;
  readonly relative?: true;
  /** R required in the profile, r recommended, o optional (domain reference, A). */
  readonly required: "R" | "r" | "o";
}

/** By point: `<equipment>.<signal>`. */
export type SignalSheet = Readonly<Record<string, SignalEntry>>;
