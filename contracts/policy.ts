// A policy: items and criteria as data (docs/formats/policy.md). Each threshold says where it comes from.
import { z } from "zod";
import { CodedError } from "./errors.ts";
import { checkSchema, describeProblems } from "./schema-problems.ts";

export type PolicyErrorCode = "CONTRACTS_POLICY_INVALID";

export class PolicyError extends CodedError<PolicyErrorCode> {}

const bilingual = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) });

/** T telemetry · X system log joined to telemetry · D document · V on-site check · derived. */
export const evidenceClasses = ["T", "X", "D", "V", "derived"] as const;

/** official: this policy says so · borrowed: another published rule · proposed: this project · adopted: the authority signed it. */
export const provenanceKinds = ["official", "borrowed", "proposed", "adopted"] as const;

const provenance = z.strictObject({
  /** What the bar as a whole is shown as; a proposed number makes the whole proposed. */
  shown: z.enum(provenanceKinds),
  /** SEED · SEEN · MEM · PROP, for the principle and for the number. */
  principle: z.enum(["SEED", "SEEN", "MEM", "PROP"]),
  number: z.enum(["SEED", "SEEN", "MEM", "PROP"]),
  source: z.string(),
  note: bilingual.optional(),
});

const threshold = z.strictObject({
  comparison: z.enum([">=", ">", "<=", "<", "="]),
  value: z.number(),
  /** ratio (0..1) · seconds · days · count … */
  unit: z.string().min(1),
});

const criterion = z.strictObject({
  id: z.string().regex(/^[A-Z]\d?-\d{2}$/, "编号形如 A1-04 · an id like A1-04"),
  name: bilingual,
  /** The sentence that is asked of the firm. */
  text: bilingual,
  classes: z.array(z.enum(evidenceClasses)).min(1),
  /** `any`: one class suffices (the row says "or"). */
  combine: z.enum(["all", "any"]).default("all"),
  /** Measure in scoring/measures/registry.ts; null where none exists yet. */
  measure: z.string().nullable(),
  threshold: threshold.nullable(),
  /** Display bands below the threshold; a colour, never a verdict. */
  amberFrom: z.number().optional(),
  /** Named parameters of the measure, with their unit in the name. */
  parameters: z.record(z.string(), z.number()).default({}),
  provenance,
  /** What to hand in where class D or V is part of it, and for which of the two. */
  documents: z.array(bilingual.extend({ class: z.enum(["D", "V"]) })).default([]),
  /** What has been seen or is to be expected as cheating; shown to evaluators only. */
  cheating: bilingual.optional(),
});

const item = z.strictObject({
  id: z.string().regex(/^[A-Z]\d?$/, "编号形如 A1 · an id like A1"),
  name: bilingual,
  subject: z.enum(["line", "site", "firm", "platform", "provider", "cluster", "district"]),
  window: z.string(),
  /** Items whose must criteria count here too (the gates). */
  requires: z.array(z.string()).default([]),
  must: z.array(z.string()),
  criteria: z.array(criterion).min(1),
});

/** A detector raises a clue, never a finding; from severity 2 its clue holds the criteria it touches. */
const detector = z.strictObject({
  name: bilingual,
  /** 1 asks a question · 2 holds a criterion · 3 refers. */
  severity: z.union([z.literal(1), z.literal(2), z.literal(3)]),
  /** Criteria that its clues touch. */
  criteria: z.array(z.string()).min(1),
  /** With their unit in the name. */
  parameters: z.record(z.string(), z.number()).default({}),
  provenance,
});

/** Observation windows: length, and production days (or minutes, in a demo) that must lie inside. */
const windows = z.record(
  z.string(),
  z.strictObject({
    lengthMs: z.number().int().positive(),
    /** A site observed for less decides nothing; below lengthMs in a demo only. */
    minimumLengthMs: z.number().int().positive(),
    productionDays: z.number().int().nonnegative(),
    /** Scheduled time with evidence below which nothing is decided, ms. */
    minimumScheduledMs: z.number().int().positive(),
  }),
);

type Leniency = {
  readonly watermark?: unknown;
  readonly simulated: "refuse" | "judge";
  readonly windows: z.infer<typeof windows>;
};

/** Shorter windows and simulated plants carry a watermark. */
function checkLeniency(policy: Leniency, context: z.core.$RefinementCtx): void {
  if (policy.watermark !== undefined) return;
  if (policy.simulated === "judge") {
    context.addIssue({
      code: "custom",
      path: ["simulated"],
      message: "评定模拟数据的规则须有水印 · rules that judge simulated plants need a watermark",
    });
  }
  for (const [name, { lengthMs, minimumLengthMs }] of Object.entries(policy.windows)) {
    if (minimumLengthMs >= lengthMs) continue;
    context.addIssue({
      code: "custom",
      path: ["windows", name, "minimumLengthMs"],
      message: "缩短观察期的规则须有水印 · rules that shorten the window need a watermark",
    });
  }
}

export const policySchema = z
  .strictObject({
    format: z.literal("lineproof/policy/1"),
    id: z.string().regex(/^[a-z0-9-]+$/),
    version: z.string().min(1),
    name: bilingual,
    source: z.string().min(1),
    /** Shown across every page and paper, e.g. 演示. */
    watermark: bilingual.optional(),
    /** Set by rule adoption only; without it every result carries 试评. */
    adoption: z.strictObject({ document: z.string().min(1), effective: z.iso.date() }).nullable(),
    windows,
    /** Whether evidence of simulated plants may be judged (demo only). */
    simulated: z.enum(["refuse", "judge"]),
    /** By id, e.g. D01; a detector that is not listed does not run. */
    detectors: z.record(z.string().regex(/^D\d{2}$/), detector).default({}),
    items: z.array(item).min(1),
  })
  .superRefine((policy, context) => {
    const items = new Set(policy.items.map((each) => each.id));
    const criteria = new Set<string>();
    checkLeniency(policy, context);
    policy.items.forEach((each, i) => {
      if (policy.items.findIndex((other) => other.id === each.id) < i) {
        context.addIssue({
          code: "custom",
          path: ["items", i, "id"],
          message: `项编号重复 · duplicate item ${each.id}`,
        });
      }
      if (!Object.hasOwn(policy.windows, each.window)) {
        context.addIssue({
          code: "custom",
          path: ["items", i, "window"],
          message: `未定义的观察期 · unknown window ${each.window}`,
        });
      }
      for (const other of each.requires) {
        if (!items.has(other))
          context.addIssue({
            code: "custom",
            path: ["items", i, "requires"],
            message: `未定义的项 · unknown item ${other}`,
          });
      }
      const own = new Set(each.criteria.map((one) => one.id));
      for (const must of each.must) {
        if (!own.has(must))
          context.addIssue({
            code: "custom",
            path: ["items", i, "must"],
            message: `未定义的指标 · unknown criterion ${must}`,
          });
      }
      each.criteria.forEach((one, c) => {
        const path = ["items", i, "criteria", c];
        if (criteria.has(one.id))
          context.addIssue({
            code: "custom",
            path: [...path, "id"],
            message: `指标编号重复 · duplicate criterion ${one.id}`,
          });
        criteria.add(one.id);
        if (!one.id.startsWith(`${each.id}-`))
          context.addIssue({
            code: "custom",
            path: [...path, "id"],
            message: `指标不属于该项 · criterion is not of item ${each.id}`,
          });
        if (one.measure !== null && one.threshold === null)
          context.addIssue({
            code: "custom",
            path: [...path, "threshold"],
            message: "有算法须有门槛 · a measure needs a threshold",
          });
        if (one.provenance.number === "PROP" && one.provenance.shown !== "proposed") {
          context.addIssue({
            code: "custom",
            path: [...path, "provenance", "shown"],
            message: "建议数值须显示为 proposed · a proposed number is shown as proposed",
          });
        }
      });
    });
    for (const [id, { criteria: touched }] of Object.entries(policy.detectors)) {
      touched.forEach((name, c) => {
        if (criteria.has(name)) return;
        context.addIssue({
          code: "custom",
          path: ["detectors", id, "criteria", c],
          message: `未定义的指标 · unknown criterion ${name}`,
        });
      });
    }
  });

export type Policy = z.infer<typeof policySchema>;
export type PolicyItem = Policy["items"][number];
export type Criterion = PolicyItem["criteria"][number];
export type Threshold = z.infer<typeof threshold>;
export type Provenance = z.infer<typeof provenance>;
export type DetectorRule = z.infer<typeof detector>;
export type EvidenceClass = (typeof evidenceClasses)[number];

/** Checks a parsed policy file. Throws CONTRACTS_POLICY_INVALID with all problems, a line each. */
export function parsePolicy(file: string, value: unknown): Policy {
  const checked = checkSchema(policySchema, value);
  if (checked.ok) return checked.value;
  throw new PolicyError("CONTRACTS_POLICY_INVALID", describeProblems(file, checked.problems), {
    file,
    problems: checked.problems.length,
  });
}
