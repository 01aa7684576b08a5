// What is known of a signal before it is read: its unit and range, from the line model, else from the template, and
// what a quantity of that unit usually is.
import type { LineModel } from "#contracts/line-model.ts";
import type { Template } from "../templates/template.ts";

export type Expectation = {
  /** For people; empty when nothing names it. */
  readonly name: string;
  /** UNECE Recommendation 20 code. */
  readonly unit?: string;
  /** PV SP CNT ST BOOL LAB CALC. */
  readonly class?: string;
  /** Declared: outside of it something is wrong. */
  readonly range?: readonly [number, number];
  /** Where it mostly lies: a value in there is right almost surely. */
  readonly usual: readonly (readonly [number, number])[];
};

type Known = {
  readonly name: { readonly zh: string };
  readonly unit: string;
  readonly class: string;
  readonly purpose: string;
  readonly range?: readonly [number, number] | undefined;
};

/** Chinese low-voltage grid, GB/T 12325: 220 V +7 % −10 % and 380 V ±7 %; GB/T 15945: 50 Hz ±0.5 Hz. */
const gridVoltage = [
  [198, 236],
  [353, 407],
] as const;
const gridFrequency = [[49.5, 50.5]] as const;

function usualOf({ unit, purpose }: Known): readonly (readonly [number, number])[] {
  if (unit === "VLT" && purpose.startsWith("voltage")) return gridVoltage;
  // A drive's output is any frequency, and has another purpose.
  if (unit === "HTZ" && /^frequency(?:\.grid)?$/.test(purpose)) return gridFrequency;
  return [];
}

export function expectationOf(
  equipment: string,
  signal: string,
  model: LineModel | undefined,
  template: Template | undefined,
): Expectation {
  const declared: Known | undefined = model?.lines
    .flatMap((line) => line.equipment)
    .find(({ id }) => id === equipment)
    ?.signals.find(({ id }) => id === signal);
  const known: Known | undefined = declared ?? template?.signals.find(({ id }) => id === signal);
  if (known === undefined) return { name: "", usual: [] };
  const probe = template?.probe.signal === signal ? [template.probe.expect] : [];
  return {
    name: known.name.zh,
    unit: known.unit,
    class: known.class,
    ...(known.range === undefined ? {} : { range: known.range }),
    usual: [...usualOf(known), ...probe],
  };
}
