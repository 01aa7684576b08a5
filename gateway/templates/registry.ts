// The shipped templates: one line per product. templates.test.ts notices a file that is not listed.
import { readFileSync } from "node:fs";
import { parseTemplate, type Template } from "./template.ts";

/** File names beside this file. */
export const templateFiles = ["sdm630.json", "e5cc.json", "ww-machine.json"] as const;

function load(file: string): Template {
  return parseTemplate(file, readFileSync(new URL(file, import.meta.url), "utf8"));
}

/** By template id. */
export const templates: ReadonlyMap<string, Template> = new Map(
  templateFiles.map((file) => {
    const template = load(file);
    return [template.id, template];
  }),
);
