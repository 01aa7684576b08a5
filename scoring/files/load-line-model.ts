// A line model from a YAML or JSON file (JSON is YAML): all problems at once, each with its place.
import { readFileSync } from "node:fs";
import { parseDocument } from "yaml";
import { type LineModel, parseLineModel } from "#contracts/line-model.ts";
import { ScoringError } from "../errors.ts";

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new ScoringError(
      "SCORING_LINE_MODEL_UNREADABLE",
      `读不到线体模型 ${file},请检查路径和权限 · cannot read line model ${file}; check path and permissions`,
      { file },
      { cause },
    );
  }
}

/**
 * Reads and checks a line model. Throws SCORING_LINE_MODEL_UNREADABLE, SCORING_LINE_MODEL_SYNTAX
 * or CONTRACTS_LINE_MODEL_INVALID.
 */
export function loadLineModel(file: string): LineModel {
  const document = parseDocument(readText(file), { version: "1.2", uniqueKeys: true });
  const problems = [...document.errors, ...document.warnings];
  if (problems.length > 0) {
    throw new ScoringError(
      "SCORING_LINE_MODEL_SYNTAX",
      [
        `${file} 不是正确的 YAML · is not valid YAML`,
        ...problems.map(({ message }) => message),
      ].join("\n"),
      { file, problems: problems.length },
    );
  }
  return parseLineModel(file, document.toJS({ maxAliasCount: 100 }));
}
