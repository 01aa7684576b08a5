import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { measures } from "./registry.ts";

test("every measure of the folder is registered under its file's name, and nothing else is", () => {
  const files = readdirSync(import.meta.dirname)
    .filter((name) => /^[a-z]\d?-\d{2}-.*(?<!\.test)\.ts$/.test(name))
    .map((name) => name.replace(/\.ts$/, ""))
    .sort();
  expect([...measures.keys()].sort()).toEqual(files);
});
