import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { errorCode } from "#contracts/errors.ts";
import { buildEvidence, evidenceSchema } from "../../test/golden/scoring/build-evidence.ts";
import { temporaryFolder } from "../../test/kit/temporary-folder.ts";
import { loadLineModel } from "./load-line-model.ts";

const { lineModel } = buildEvidence(
  evidenceSchema.parse({
    window: { from: "2023-03-01T10:00:00+08:00", to: "2023-03-01T10:00:01+08:00" },
    signals: [{ id: "a" }],
  }),
);

function fileWith(text: string, name = "line.yaml"): string {
  const file = join(temporaryFolder(), name);
  writeFileSync(file, text);
  return file;
}

function failure(file: string): Error {
  try {
    loadLineModel(file);
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("loaded");
}

test("JSON and YAML give the same model", () => {
  const text = JSON.stringify(lineModel, null, 2);
  expect(loadLineModel(fileWith(text, "line.json"))).toEqual(lineModel);
  expect(loadLineModel(fileWith(`# locked\n${text}`))).toEqual(lineModel);
});

test("a file that is not there is named", () => {
  const file = join(temporaryFolder(), "none.yaml");
  const error = failure(file);
  expect(errorCode(error)).toBe("SCORING_LINE_MODEL_UNREADABLE");
  expect(error).toMatchObject({ detail: { file } });
});

test("broken YAML names the line, a key given twice is broken", () => {
  const error = failure(fileWith("site: {\nid: a\n"));
  expect(errorCode(error)).toBe("SCORING_LINE_MODEL_SYNTAX");
  expect(error.message).toMatch(/line \d/);
  const twice = failure(fileWith("format: a\nformat: b\n"));
  expect(errorCode(twice)).toBe("SCORING_LINE_MODEL_SYNTAX");
  expect(twice).toMatchObject({ detail: { problems: 1 } });
});

test("all problems of a model come at once, with their paths", () => {
  const bad = {
    ...lineModel,
    colour: "red",
    site: { ...lineModel.site, timeZone: "Mars/Base" },
  };
  const error = failure(fileWith(JSON.stringify(bad)));
  expect(errorCode(error)).toBe("CONTRACTS_LINE_MODEL_INVALID");
  expect(error.message).toContain("site.timeZone");
  expect(error.message).toContain("colour");
});
