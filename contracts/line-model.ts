// The line model: what a site declares of its lines, equipment and signals (docs/formats/line-model.md).
// Locked and countersigned it is the denominator of every ratio; its hash is SHA-256 of canonical JSON.
import { z } from "zod";
import { encodeUtf8, toHex } from "./bytes.ts";
import { canonicalJson, type Json } from "./canonical-json.ts";
import { CodedError } from "./errors.ts";
import type { Sha256 } from "./hashing.ts";
import { referenceProblems } from "./line-model-references.ts";
import { checkSchema, describeProblems } from "./schema-problems.ts";
import { isTopicId } from "./sparkplug-topic.ts";

export type LineModelErrorCode = "CONTRACTS_LINE_MODEL_INVALID";

export class LineModelError extends CodedError<LineModelErrorCode> {}

const id = z
  .string()
  .max(128)
  .refine(isTopicId, "编号不能为空,不能含 / + # · an id is not empty and has none of / + #");
/** Site and gateway stand in the origin of checkpoints, which is a key name. */
const originId = id.refine(
  (text) => !/[\s\u0085]/u.test(text),
  "编号不能含空格 · an id of a site or gateway has no space",
);
const bilingual = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) });
const timeOfDay = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, "时刻格式 HH:MM · time of day as HH:MM");
const date = z.iso.date();

/** PV noisy sensor · SP setpoint · CNT counter · ST state · BOOL · LAB manual · CALC calculated. */
export const signalClasses = ["PV", "SP", "CNT", "ST", "BOOL", "LAB", "CALC"] as const;

/**
 * What a state means for time accounting (ISO 22400-2): producing is actual production time, idle is ready or
 * waiting, setup is changeover, fault is a stop by the machine itself, maintenance and stopped are planned.
 */
export const stateCategories = [
  "producing",
  "idle",
  "setup",
  "fault",
  "maintenance",
  "stopped",
] as const;
export type StateCategory = (typeof stateCategories)[number];

const state = z.strictObject({
  /** As the machine says it. */
  value: z.number().int(),
  name: bilingual,
  category: z.enum(stateCategories),
});

const signal = z.strictObject({
  id,
  name: bilingual,
  /** UNECE Recommendation 20 code, e.g. CEL, KWT; C62 for a plain number. */
  unit: z.string().min(1),
  class: z.enum(signalClasses),
  /** In the required-signal list Q of the line's profile. */
  required: z.boolean(),
  range: z
    .tuple([z.number(), z.number()])
    .refine(([low, high]) => low < high, "量程下限应小于上限 · range must ascend")
    .optional(),
  resolution: z.number().positive().optional(),
  timeConstantSeconds: z.number().positive().optional(),
  alarm: z.strictObject({ low: z.number().optional(), high: z.number().optional() }).optional(),
  /** Class ST: every state the machine knows. */
  states: z.array(state).min(1).optional(),
  scanGroup: id,
  /** Meaning, apart from the name, e.g. `energy.active.import`; its family is in signal-family.ts. */
  purpose: z.string().min(1),
  /** Where it is read, as the gateway names it. */
  source: z.string().min(1).optional(),
  gateway: originId,
  /** Changes smaller than this are not recorded; 0 keeps all. Only a locked model may raise it. */
  deadband: z.number().nonnegative().default(0),
});

const equipment = z.strictObject({
  id,
  name: bilingual,
  stage: id,
  /**
   * Production equipment is what ratios count (DER, networking); absent means production. Meters and
   * auxiliary devices belong to the line but make nothing.
   */
  role: z.enum(["production", "metering", "auxiliary"]).optional(),
  maker: z.string(),
  model: z.string(),
  serial: z.string(),
  /** The firm's own claim; DER counts what is proven. */
  digital: z.boolean(),
  purchased: date.optional(),
  photoSha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  scanGroups: z.array(z.strictObject({ id, intervalMs: z.number().int().min(50).max(86_400_000) })),
  signals: z.array(signal),
});

const line = z.strictObject({
  id,
  name: bilingual,
  /** Profile of the line type, e.g. `wood-panel`, `custom-furniture`, `insulation`. */
  profile: z.string().min(1),
  stages: z.array(z.strictObject({ id, name: bilingual, key: z.boolean() })).min(1),
  /** Ideal output per product, units per hour. */
  idealRates: z
    .array(
      z.strictObject({
        product: z.string().min(1),
        perHour: z.number().positive(),
        unit: z.string(),
      }),
    )
    .default([]),
  equipment: z.array(equipment).min(1),
});

const calendar = z.strictObject({
  /** A shift whose end is not after its start ends on the next day. Weekdays 1 = Monday … 7. */
  shifts: z
    .array(
      z.strictObject({
        id,
        name: bilingual,
        start: timeOfDay,
        end: timeOfDay,
        weekdays: z.array(z.number().int().min(1).max(7)).min(1),
      }),
    )
    .min(1),
  exceptions: z
    .array(
      z.strictObject({
        date,
        kind: z.enum(["holiday", "workday", "ordered-stop"]),
        /** 文号 of the order; needed for an ordered stop. */
        document: z.string().min(1).optional(),
      }),
    )
    .default([]),
  tariffs: z
    .array(
      z.strictObject({
        start: timeOfDay,
        end: timeOfDay,
        period: z.enum(["sharp", "peak", "flat", "valley"]),
      }),
    )
    .default([]),
});

export const lineModelSchema = z
  .strictObject({
    format: z.literal("lineproof/line-model/1"),
    site: z.strictObject({
      id: originId,
      name: bilingual,
      /** Cluster of the plan, e.g. `wenan-panel`. */
      cluster: z.string().min(1),
      timeZone: z.string().refine(isTimeZone, "不是 IANA 时区 · not an IANA time zone"),
      productionDayStart: timeOfDay,
      /** True for a simulated plant: outside a demo its evidence is INSUFFICIENT. */
      simulated: z.boolean(),
    }),
    firm: z.strictObject({
      name: bilingual,
      /** 统一社会信用代码, GB 32100. */
      creditCode: z
        .string()
        .regex(/^[0-9A-HJ-NPQRTUWXY]{18}$/, "统一社会信用代码为 18 位 · 18 characters of GB 32100"),
    }),
    calendar,
    lines: z.array(line).min(1),
    /** Meter tree: a meter's equipment id and its parent's. */
    meters: z.array(z.strictObject({ equipment: id, parent: id.optional() })).default([]),
    /** Pairs of signals that measure the same, or move together, by declaration: `equipment/signal`. */
    redundancies: z.array(z.array(z.string()).min(2)).default([]),
    couplings: z.array(z.array(z.string()).min(2)).default([]),
    hazards: z.array(z.strictObject({ id, name: bilingual })).default([]),
  })
  .superRefine((model, context) => {
    for (const { path, message } of referenceProblems(model)) {
      context.addIssue({ code: "custom", path: [...path], message });
    }
  });

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

export type LineModel = z.infer<typeof lineModelSchema>;
export type Line = LineModel["lines"][number];
export type Equipment = Line["equipment"][number];
export type Signal = Equipment["signals"][number];

/** Checks a parsed line model. Throws CONTRACTS_LINE_MODEL_INVALID with all problems, a line each. */
export function parseLineModel(file: string, value: unknown): LineModel {
  const checked = checkSchema(lineModelSchema, value);
  if (checked.ok) return checked.value;
  throw new LineModelError(
    "CONTRACTS_LINE_MODEL_INVALID",
    describeProblems(file, checked.problems),
    { file, problems: checked.problems.length },
  );
}

/** SHA-256 over canonical JSON (RFC 8785) of the parsed model, 64 hex digits. */
export function lineModelHash(sha256: Sha256, model: LineModel): string {
  return toHex(sha256(encodeUtf8(canonicalJson(model as unknown as Json))));
}
