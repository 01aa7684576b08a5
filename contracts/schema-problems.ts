// Untrusted configuration → typed value, or every problem at once with its path.
import type { z } from "zod";

/** One thing wrong in a file; path like `connections[0].port`, empty for the whole. */
export type Problem = { readonly path: string; readonly message: string };

export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly Problem[] };

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

/** Checks a value against a schema and gathers all problems; never throws for bad input. */
export function checkSchema<S extends z.ZodType>(schema: S, value: unknown): Checked<z.output<S>> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, value: parsed.data };
  return {
    ok: false,
    problems: parsed.error.issues.map((issue) => ({
      path: formatPath(issue.path),
      message: issue.message,
    })),
  };
}

/** Problems as lines for a person: `file: path: message`. */
export function describeProblems(file: string, problems: readonly Problem[]): string {
  return problems
    .map(({ path, message }) =>
      path === "" ? `${file}: ${message}` : `${file}: ${path}: ${message}`,
    )
    .join("\n");
}
