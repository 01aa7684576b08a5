// Text of a scenario file → checked settings, or every problem at once with its path, Chinese and English.

import { parseDocument } from "yaml";
import { z } from "zod";
import { SimulatorsError } from "../errors.ts";

/**
 * @param file its name, for messages.
 * Throws SIMULATORS_SCENARIO_INVALID with every problem and its path.
 */
export function checkScenario<S extends z.ZodType>(
  schema: S,
  text: string,
  file: string,
): z.output<S> {
  const value = parseYaml(text, file);
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  // The same problems in the same order, worded by the library's Chinese locale.
  const chinese = schema.safeParse(value, { error: z.locales.zhCN().localeError });
  const zh = chinese.error?.issues ?? [];
  throw refuse(
    file,
    result.error.issues.map((issue, index) => {
      const path = pathOf(issue.path);
      // What a schema words itself is bilingual already.
      const chinese = zh[index]?.message;
      return issue.code === "custom" || chinese === undefined || chinese === issue.message
        ? `${path}: ${issue.message}`
        : `${path}: ${chinese} · ${issue.message}`;
    }),
  );
}

/** `plants[0].listen.modbus.port`; `(file)` for the file itself. */
function pathOf(keys: readonly PropertyKey[]): string {
  const path = keys
    .map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`))
    .join("");
  return path.replace(/^\./, "") || "(file)";
}

function parseYaml(text: string, file: string): unknown {
  const document = parseDocument(text, { prettyErrors: true });
  if (document.errors.length > 0) {
    throw refuse(
      file,
      document.errors.map((error) => syntaxProblem(error.message.trimEnd())),
    );
  }
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    // Aliases are resolved here: one of no anchor, or so many that they would fill the memory.
    if (!(error instanceof ReferenceError)) throw error;
    throw refuse(file, [syntaxProblem(error.message)]);
  }
}

/** The place that the message draws stays below it, indented like it. */
function syntaxProblem(message: string): string {
  return `YAML 语法错误 · YAML syntax: ${message.replaceAll(/\n+/g, "\n    ")}`;
}

export function refuse(file: string, problems: readonly string[]): SimulatorsError {
  return new SimulatorsError(
    "SIMULATORS_SCENARIO_INVALID",
    `场景文件 ${file} 有 ${problems.length} 处错误,请改正后重试。 · Scenario ${file} has ${problems.length} problem(s); correct them and try again.\n` +
      problems.map((problem) => `  ${problem}`).join("\n"),
    { file, problems: problems.join("\n") },
  );
}
