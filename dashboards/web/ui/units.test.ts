import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { hasUnitText, unitText } from "./units.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** Every `unit` in a parsed file, at whatever depth. */
function unitsIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) =>
    key === "unit" && typeof each === "string" ? [each] : unitsIn(each),
  );
}

const files = globSync(["bin/demo/sites/*/line-model.yaml", "gateway/templates/*.json"], {
  cwd: root,
}).sort();

test("line models of the demo and templates of devices are there to be walked", () => {
  expect(files.filter((file) => file.endsWith("line-model.yaml")).length).toBeGreaterThanOrEqual(3);
  expect(files.filter((file) => file.endsWith(".json")).length).toBeGreaterThanOrEqual(3);
});

test.each(files)("every unit of %s has words", (file) => {
  const units = unitsIn(parse(readFileSync(`${root}${file}`, "utf8")));
  expect(units.length).toBeGreaterThan(0);
  expect(units.filter((code) => !hasUnitText(code))).toEqual([]);
});

test("a piece is a word in both languages, a symbol is the same in both", () => {
  expect([unitText("H87", "zh"), unitText("H87", "en")]).toEqual(["件", "pcs"]);
  expect([unitText("CEL", "zh"), unitText("28", "en")]).toEqual(["°C", "kg/m²"]);
  expect(unitText("C62", "zh")).toBe("");
});

test.each(["ZZZ", "constructor"])("the unknown code %s stands as it is", (code) => {
  expect(unitText(code, "zh")).toBe(code);
});
