// Untrusted configuration → typed value, or every problem at once with its path, said so that a technician can
// mend it: Chinese first, English beside. A schema's own message (custom, refine) is kept as it stands.
import type { z } from "zod";

/** One thing wrong in a file; path like `connections[0].port`, empty for the whole. */
export type Problem = { readonly path: string; readonly message: string };

/** A problem with its path in parts, so that the line in the file can be found. */
export type LocatedProblem = Problem & { readonly keys: readonly PropertyKey[] };

export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly LocatedProblem[] };

export function formatPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, key) =>
      typeof key === "number"
        ? `${text}[${key}]`
        : text === ""
          ? String(key)
          : `${text}.${String(key)}`,
    "",
  );
}

/** Checks a value against a schema and tells every problem in both languages; never throws for bad input. */
export function checkSchema<S extends z.ZodType>(schema: S, value: unknown): Checked<z.output<S>> {
  const parsed = schema.safeParse(value, { error: describeIssue });
  if (parsed.success) return { ok: true, value: parsed.data };
  return { ok: false, problems: parsed.error.issues.flatMap(located) };
}

export function problemAt(keys: readonly PropertyKey[], message: string): LocatedProblem {
  return { keys, path: formatPath(keys), message };
}

/** An unknown key is named by its own path, not by that of the object around it. */
function located(issue: z.core.$ZodIssue): readonly LocatedProblem[] {
  if (issue.code !== "unrecognized_keys") return [problemAt(issue.path, issue.message)];
  return issue.keys.map((key) =>
    problemAt(
      [...issue.path, key],
      "没有这个键,请删除或改正拼写 · unknown key: remove or correct it",
    ),
  );
}

const typeNames: Readonly<Record<string, string>> = {
  string: "文字 · text",
  number: "数字 · a number",
  int: "整数 · an integer",
  boolean: "true 或 false · true or false",
  array: "列表 · a list",
  object: "一组键 · a group of keys",
};

function describeIssue(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case "invalid_type": {
      const wanted = typeNames[issue.expected] ?? issue.expected;
      return issue.input === undefined
        ? `缺少,应为${wanted} · missing`
        : `类型不对,应为${wanted} · wrong type`;
    }
    case "too_small":
      return `太小或为空,下限 ${issue.minimum} · too small or empty, at least ${issue.minimum}`;
    case "too_big":
      return `太大,上限 ${issue.maximum} · too large, at most ${issue.maximum}`;
    case "invalid_value":
      return `只能是 ${issue.values.join(" | ")} · must be one of these`;
    case "invalid_format":
      return `格式不对 · wrong format: ${issue.format}`;
    default:
      return undefined;
  }
}

/** Problems as lines for a person: `file: path: message`. */
export function describeProblems(file: string, problems: readonly Problem[]): string {
  return problems
    .map(({ path, message }) =>
      path === "" ? `${file}: ${message}` : `${file}: ${path}: ${message}`,
    )
    .join("\n");
}
