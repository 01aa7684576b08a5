// Policies from scoring/policies. A policy file is whole, or an overlay: another policy's criteria with its
// own name, windows and watermark, so that a demo can never ask for something else than the real rules.
import { readdirSync, readFileSync } from "node:fs";
import { z } from "zod";
import { type Policy, policySchema } from "#contracts/policy.ts";
import {
  type Checked,
  checkSchema,
  describeProblems,
  type Problem,
  problemAt,
} from "#contracts/schema-problems.ts";
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
});

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

/** The overlay's own members over the policy that it extends. */
function resolve(folder: URL, raw: unknown): Checked<unknown> {
  if (!isOverlay(raw)) return { ok: true, value: raw };
  const overlay = checkSchema(overlaySchema, raw);
  if (!overlay.ok) return overlay;
  const { extends: base, format: _, ...own } = overlay.value;
  const whole = readPolicy(folder, base);
  if (typeof whole !== "object" || whole === null || isOverlay(whole)) {
    const message = `${base} 不是完整规则,不能再叠加 · ${base} is not a whole policy`;
    return { ok: false, problems: [problemAt(["extends"], message)] };
  }
  return { ok: true, value: { ...whole, ...own } };
}

/** What the schema cannot see: the file's name, and whether measures exist. */
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
  return problems;
}

/**
 * Reads and checks a policy, overlays resolved. Throws SCORING_POLICY_UNKNOWN, _UNREADABLE, or _INVALID
 * with all problems, a line each.
 */
export function loadPolicy(id: string, folder: URL = shipped): Policy {
  const raw = resolve(folder, readPolicy(folder, id));
  const checked = raw.ok ? checkSchema(policySchema, raw.value) : raw;
  const problems = checked.ok ? findProblems(id, checked.value) : checked.problems;
  if (checked.ok && problems.length === 0) return checked.value;
  throw new ScoringError("SCORING_POLICY_INVALID", describeProblems(`${id}.json`, problems), {
    policy: id,
    problems: problems.length,
  });
}
