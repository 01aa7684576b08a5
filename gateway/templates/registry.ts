// The shipped templates: one line per product. templates.test.ts notices a file that is not listed.
import { readFileSync } from "node:fs";
import { parseTemplate, type Template } from "./template.ts";

/** File names beside this file. */
export const templateFiles = [
  "adw300.json",
  "analog-inputs-8-counts.json",
  "analog-inputs-8.json",
  "beckhoff-program.json",
  "codesys-gvl.json",
  "digital-inputs-8.json",
  "dtsu666.json",
  "e5cc-decimal-point.json",
  "e5cc.json",
  "e5cn-4byte.json",
  "em24.json",
  "enc-eds300.json",
  "float-block.json",
  "iem3155.json",
  "inovance-md.json",
  "invt-chv.json",
  "janitza-b23.json",
  "kepserverex.json",
  "lc108.json",
  "opcua-machinery.json",
  "opcua-machinetool.json",
  "opcua-packml.json",
  "pac2200.json",
  "pm5xxx.json",
  "pulse-contact.json",
  "pulse-counter.json",
  "s7-1500-db.json",
  "sdm120.json",
  "sdm230.json",
  "sdm630.json",
  "shihlin-sc3.json",
  "tower-light-blinking.json",
  "tower-light.json",
  "ww-machine.json",
  "yudian-modbus.json",
] as const;

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
