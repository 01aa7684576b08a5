// What is known of a signal of a rock-wool line before any value of it: its sheet entry, and how its
// instrument samples. The instruments are made from it, so that what is declared and what is shown cannot part.

import { AnalogInput } from "../analog-input.ts";
import type { Points } from "../point-table.ts";
import type { Random } from "../random.ts";
import type { SignalClass, SignalEntry } from "../signal-sheet.ts";

export interface WoolSignal extends SignalEntry {
  /** A 4-20 mA input or a drive's word of the controller: its values lie on range/27 648 (X5). */
  readonly analog: boolean;
  /** At and below this the transmitter says 0. */
  readonly cutOff?: number;
  /** A new value comes only with its event (a charge, a minute of the CEMS), about this often, s. */
  readonly heldS?: number;
}

export type WoolSignals = Readonly<Record<string, WoolSignal>>;

type Requirement = SignalEntry["required"];
type Words = readonly [zh: string, en: string];

interface Sampling {
  readonly tauS?: number;
  readonly sigma?: number;
  readonly relative?: true;
  readonly cutOff?: number;
  readonly heldS?: number;
}

/** A process value on an analogue input. */
export function pv(
  required: Requirement,
  unit: string,
  range: readonly [number, number],
  [zh, en]: Words,
  sampling: Sampling = {},
): WoolSignal {
  return { ...sampling, class: "PV", unit, range, analog: true, required, name: { zh, en } };
}

/** What a controller or a computer holds as a number, text or bit. */
export function held(
  required: Requirement,
  kind: SignalClass,
  unit: string,
  [zh, en]: Words,
  range?: readonly [number, number],
): WoolSignal {
  const bounds = range === undefined ? {} : { range };
  return { ...bounds, class: kind, unit, analog: false, required, name: { zh, en } };
}

export function text(required: Requirement, words: Words): WoolSignal {
  return held(required, "TEXT", "", words);
}

/** A process value that its own instrument digitises: a meter, a temperature controller. */
export function digital(
  required: Requirement,
  unit: string,
  range: readonly [number, number],
  words: Words,
): WoolSignal {
  return held(required, "PV", unit, words, range);
}

export type Inputs<Name extends string> = Readonly<Record<Name, AnalogInput>>;

/** One input for every signal of a machine; only those of analogue signals are shown. */
export function inputsOf<Name extends string>(
  random: Random,
  signals: Readonly<Record<Name, WoolSignal>>,
): Inputs<Name> {
  const made = Object.entries<WoolSignal>(signals).map(([name, signal]) => [
    name,
    new AnalogInput({
      random: random.fork(`input-${name}`),
      range: signal.range ?? [0, 1],
      ...(signal.relative === true
        ? { relativeSigma: signal.sigma ?? 0 }
        : { sigma: signal.sigma ?? 0 }),
      ...(signal.cutOff === undefined ? {} : { cutOff: signal.cutOff }),
    }),
  ]);
  return Object.fromEntries(made) as Inputs<Name>;
}

/** The points behind the analogue inputs. */
export function inputPoints(inputs: Inputs<string>, signals: WoolSignals): Points {
  return Object.fromEntries(
    Object.entries(inputs)
      .filter(([name]) => signals[name]?.analog === true)
      .map(([name, input]) => [name, () => input.value()] as const),
  );
}

/** All machines of a line as `<equipment>.<signal>`. */
export function signalsByPoint(machines: Readonly<Record<string, WoolSignals>>): WoolSignals {
  return Object.fromEntries(
    Object.entries(machines).flatMap(([equipment, signals]) =>
      Object.entries(signals).map(([name, signal]) => [`${equipment}.${name}`, signal] as const),
    ),
  );
}
