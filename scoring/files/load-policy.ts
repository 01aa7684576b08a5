// Policies from scoring/policies. A policy file is whole, or an overlay: another policy's criteria with its own
// name, windows and watermark, so that a demo never sets another threshold than the real rules. What an overlay may
// set besides are parameters that the criterion or detector already has.
import { readdirSync, readFileSync } from "node:fs";
import { z } from "zod";
import { type Policy, policySchema } from "#contracts/policy.ts";
import {
  type Checked,
  checkSchema,
  describeProblems,
  type LocatedProblem,
  type Problem,
  problemAt,
} from "#contracts/schema-problems.ts";
import { detectors } from "../detectors/registry.ts";
import { ScoringError } from "../errors.ts";
import { measures } from "../measures/registry.ts";

const overlaySchema = z.strictObject({
  format: z.literal("lineproof/policy-overlay/1"),
  /** Id of a whole policy; overlays do not stack. */
  extends: z.string().min(1),
  id: policySchema.shape.id,
  name: policySchema.shape.name,
  watermark: policySchema.shape.watermark.unwrap(),
  windows: policySchema.shape.windows,
  simulated: policySchema.shape.simulated,
  /** By criterion or detector id; only names that the policy extended already gives. */
  parameters: z.record(z.string(), z.record(z.string(), z.number())).default({}),
});

type Parameters = z.output<typeof overlaySchema>["parameters"];
type Holder = { readonly id: string; readonly parameters: { [name: string]: number } };

const shipped = new URL("../policies/", import.meta.url);

function fileOf(folder: URL, id: string): URL {
  return new URL(`${id}.json`, folder);
}

/** Ids of all policies in the folder, sorted. */
export function listPolicies(folder: URL = shipped): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .map((name) => name.slice(0, -".json".length))
    .sort();
}

function readPolicy(folder: URL, id: string): unknown {
  const known = listPolicies(folder);
  // The list, not the name, decides what is opened: an id with a path in it is never followed.
  if (!known.includes(id)) {
    throw new ScoringError(
      "SCORING_POLICY_UNKNOWN",
      `没有规则 ${id},可用:${known.join("、")} · no policy ${id}; there is ${known.join(", ")}`,
      { policy: id },
    );
  }
  const file = fileOf(folder, id);
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ScoringError(
      "SCORING_POLICY_UNREADABLE",
      `规则文件 ${id}.json 读不出 JSON:${why} · policy file ${id}.json is not readable JSON: ${why}`,
      { policy: id },
      { cause },
    );
  }
}

function isOverlay(value: unknown): boolean {
  return typeof value === "object" && value !== null && "extends" in value;
}

/** Criteria and detectors of a policy by id; their parameters are the policy's own objects. */
function parameterHolders(policy: Policy): readonly Holder[] {
  return [
    ...policy.items.flatMap((item) => item.criteria),
    ...Object.entries(policy.detectors).map(([id, { parameters }]) => ({ id, parameters })),
  ];
}

/** Sets parameters in place; problems where there is none of that id or name to set. */
function setParameters(policy: Policy, overlay: Parameters): LocatedProblem[] {
  const holders = new Map(parameterHolders(policy).map((holder) => [holder.id, holder.parameters]));
  return Object.entries(overlay).flatMap(([id, own]) => {
    const known = holders.get(id);
    if (known === undefined) {
      const message = `没有指标或疑点规则 ${id} · no criterion or detector ${id}`;
      return [problemAt(["parameters", id], message)];
    }
    return Object.entries(own).flatMap(([name, value]) => {
      if (!Object.hasOwn(known, name)) {
        const message = `${id} 没有参数 ${name} · ${id} has no parameter ${name}`;
        return [problemAt(["parameters", id, name], message)];
      }
      known[name] = value;
      return [];
    });
  });
}

/** The overlay's own members over the policy that it extends. */
function resolve(folder: URL, raw: unknown): Checked<Policy> {
  if (!isOverlay(raw)) return checkSchema(policySchema, raw);
  const overlay = checkSchema(overlaySchema, raw);
  if (!overlay.ok) return overlay;
  const { extends: base, format: _, parameters, ...own } = overlay.value;
  const whole = readPolicy(folder, base);
  if (typeof whole !== "object" || whole === null || isOverlay(whole)) {
    const message = `${base} 不是完整规则,不能再叠加 · ${base} is not a whole policy`;
    return { ok: false, problems: [problemAt(["extends"], message)] };
  }
  const policy = checkSchema(policySchema, { ...whole, ...own });
  if (!policy.ok) return policy;
  const problems = setParameters(policy.value, parameters);
  return problems.length === 0 ? policy : { ok: false, problems };
}

/** A detector runs only with all its parameters, and never graver than it may be. */
function findDetectorProblems({ detectors: rules }: Policy): Problem[] {
  return Object.entries(rules).flatMap(([id, { severity, parameters }]) => {
    const detector = detectors.get(id);
    if (detector === undefined) {
      return [{ path: `detectors.${id}`, message: `没有疑点规则 ${id} · no detector ${id}` }];
    }
    const missing = detector.parameters
      .filter((name) => !Object.hasOwn(parameters, name))
      .map((name) => ({
        path: `detectors.${id}.parameters.${name}`,
        message: `缺少参数 · parameter is missing`,
      }));
    if (severity <= detector.maxSeverity) return missing;
    const message = `严重度最高 ${detector.maxSeverity} 级 · severity is ${detector.maxSeverity} at most`;
    return [...missing, { path: `detectors.${id}.severity`, message }];
  });
}

/** What the schema cannot see: the file's name, and whether measures and detectors exist. */
function findProblems(id: string, policy: Policy): Problem[] {
  const problems: Problem[] = [];
  if (policy.id !== id) {
    problems.push({
      path: "id",
      message: `应与文件名 ${id} 一致 · must be the file's name ${id}`,
    });
  }
  policy.items.forEach((item, i) => {
    item.criteria.forEach(({ measure }, c) => {
      if (measure === null || measures.has(measure)) return;
      problems.push({
        path: `items[${i}].criteria[${c}].measure`,
        message: `没有算法 ${measure} · no measure ${measure}`,
      });
    });
  });
  return [...problems, ...findDetectorProblems(policy)];
}

/**
 * Reads and checks a policy, overlays resolved. Throws SCORING_POLICY_UNKNOWN, _UNREADABLE, or _INVALID
 * with all problems, a line each.
 */
export function loadPolicy(id: string, folder: URL = shipped): Policy {
  const checked = resolve(folder, readPolicy(folder, id));
  const problems = checked.ok ? findProblems(id, checked.value) : checked.problems;
  if (checked.ok && problems.length === 0) return checked.value;
  throw new ScoringError("SCORING_POLICY_INVALID", describeProblems(`${id}.json`, problems), {
    policy: id,
    problems: problems.length,
  });
}
