// A broken wire. A 4-20 mA input without current ends at the lowest count of its underrange; an instrument
// with a channel of its own shows its fault value, e.g. -3276 in a furnace log (domain reference, D.1); a
// digital input reads false. The value is a number like any other: that it is none is for the reader to know.

import { z } from "zod";
import type { PointValue } from "../plant/plant.ts";
import { faultKind } from "./fault-kind.ts";
import { measuringRange, underrange } from "./measuring-range.ts";

export const wireBreak = faultKind({
  kind: "wire-break",
  layer: "sensor",
  words: {
    zh: { name: "断线", says: "测点显示断线值:4–20 mA 的下溢值,或仪表自己的故障值(如 −3276)。" },
    en: {
      name: "Wire break",
      says: "A point shows what a broken wire looks like: the underrange of 4-20 mA or the instrument's fault value, e.g. -3276.",
    },
  },
  example: "{ kind: wire-break, point: press.temperature, range: [0, 400] }",
  keys: {
    point: z.string().min(1).describe("Point of the plant, a number or, with `value`, a Boolean."),
    range: measuringRange.optional(),
    value: z
      .union([z.number(), z.boolean()])
      .optional()
      .describe("Fault value of the instrument, unit of the point; false for a digital input."),
  },
  check: ({ range, value }, problem) => {
    if ((range === undefined) === (value === undefined)) {
      problem(
        "value",
        "range(4–20 mA)和 value(故障值)必须且只能写一个 · give either range (4-20 mA) or value (fault value)",
      );
    }
  },
  plan: ({ point, range, value }) => {
    const broken: PointValue = range === undefined ? (value ?? 0) : underrange(range);
    return {
      on: point,
      needs: [
        {
          kind: "point",
          key: "point",
          point,
          types: [typeof broken === "boolean" ? "boolean" : "number"],
        },
      ],
      begin: () => ({
        point: { point, shown: (now) => (typeof now === typeof broken ? broken : now) },
      }),
    };
  },
});
