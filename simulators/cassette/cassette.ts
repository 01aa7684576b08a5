// A cassette: what points showed, row after row, by offset from the first row (docs/formats/cassette.md). It has
// no date, so that it can be played at any time and passed off as a recording of none.

import { z } from "zod";
import type { PointValue } from "../plant/plant.ts";

export const cassetteFormat = "lineproof/cassette/1";

const pointTypes = ["number", "boolean", "string"] as const;
export type PointType = (typeof pointTypes)[number];

/** Beyond these a file is refused and a writer stops taking rows. Bytes are those of the text, unpacked. */
export const cassetteLimits = {
  bytes: 256 << 20,
  points: 2_000,
  rows: 2_000_000,
  values: 20_000_000,
} as const;

const name = z
  .string()
  .min(1)
  .max(200)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused.
  .regex(/^[^\u0000-\u001f\u007f]*$/, "不得含控制字符 · no control characters");

export const cassetteHeaderSchema = z.strictObject({
  format: z.literal(cassetteFormat),
  simulated: z.literal(true),
  from: z.union([
    z.strictObject({ line: name, seed: z.int(), scenario: name.optional() }),
    z.strictObject({ csv: name, sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  ]),
  points: z
    .array(z.strictObject({ point: name, unit: name.optional(), type: z.enum(pointTypes) }))
    .min(1)
    .max(cassetteLimits.points)
    .refine(
      (points) => new Set(points.map(({ point }) => point)).size === points.length,
      "测点重复 · a point stands twice",
    ),
});

export type CassetteHeader = z.output<typeof cassetteHeaderSchema>;
export type CassettePoint = CassetteHeader["points"][number];

export interface CassetteRow {
  /** Whole ms after the first row, whose offset is 0; strictly rising. */
  readonly offsetMs: number;
  /** One per point, of its type; numbers are finite. */
  readonly values: readonly PointValue[];
}

export interface Cassette {
  readonly header: CassetteHeader;
  readonly rows: readonly CassetteRow[];
}

export function typeOfValue(value: unknown): PointType | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? "number" : undefined;
  return typeof value === "boolean" || typeof value === "string"
    ? (typeof value as PointType)
    : undefined;
}
