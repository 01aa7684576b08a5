// A configuration with what commissioning wants to know beside it: the template of each equipment, also one that is
// a file of its own, for names, units and ranges.
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parse } from "yaml";
import type { GatewayConfig } from "../config/config.ts";
import { loadGatewayConfig } from "../config/load-config.ts";
import type { Environment } from "../config/resolving.ts";
import { templates } from "../templates/registry.ts";
import { parseTemplate, type Template } from "../templates/template.ts";

export type LoadedConfiguration = {
  readonly file: string;
  readonly config: GatewayConfig;
  /** By equipment id. */
  readonly templates: ReadonlyMap<string, Template>;
};

/** Throws GATEWAY_CONFIG_UNREADABLE or GATEWAY_CONFIG_INVALID. */
export function loadConfiguration(file: string, env: Environment): LoadedConfiguration {
  const config = loadGatewayConfig(file, env, "later");
  return { file, config, templates: writtenTemplates(file) };
}

/** By equipment id, of a file that is known to be right. Throws what is wrong with it else. */
export function writtenTemplates(file: string): ReadonlyMap<string, Template> {
  const written = parse(readFileSync(file, "utf8")) as {
    readonly equipment: readonly { readonly id: string; readonly template?: string }[];
  };
  const byEquipment = new Map<string, Template>();
  for (const { id, template } of written.equipment) {
    const found = template === undefined ? undefined : templateOf(template, dirname(file));
    if (found !== undefined) byEquipment.set(id, found);
  }
  return byEquipment;
}

function templateOf(name: string, folder: string): Template | undefined {
  const shipped = templates.get(name);
  if (shipped !== undefined || !name.endsWith(".json")) return shipped;
  return parseTemplate(name, readFileSync(resolve(folder, name), "utf8"));
}
