// The line models of the sites that are kept here, from their files (YAML or JSON).
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { type LineModel, parseLineModel } from "#contracts/line-model.ts";
import { IngestError } from "./errors.ts";

/** Throws INGEST_CONFIG_INVALID for a file that cannot be read, CONTRACTS_LINE_MODEL_INVALID for a wrong one. */
export function loadLineModels(paths: readonly string[]): LineModel[] {
  const models: LineModel[] = [];
  for (const path of paths) {
    let value: unknown;
    try {
      value = parse(readFileSync(path, "utf8"));
    } catch (cause) {
      throw new IngestError(
        "INGEST_CONFIG_INVALID",
        `产线模型 ${path} 读不到或不是 YAML:${String(cause)} · line model ${path} cannot be read as YAML`,
        { file: path, problems: 1, first: "" },
        { cause },
      );
    }
    const model = parseLineModel(path, value);
    if (models.some(({ site }) => site.id === model.site.id)) {
      throw new IngestError(
        "INGEST_CONFIG_INVALID",
        `站点 ${model.site.id} 出现两次:${path} · site ${model.site.id} is configured twice: ${path}`,
        { file: path, problems: 1, first: "sites" },
      );
    }
    models.push(model);
  }
  return models;
}
