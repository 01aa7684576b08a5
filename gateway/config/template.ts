// The template of an equipment: a shipped one or a file beside the configuration, with its parameters filled in.

import type { Protocol } from "../driver.ts";
import { withParameters } from "../templates/parameters.ts";
import { templates } from "../templates/registry.ts";
import { parseTemplate, type Template } from "../templates/template.ts";
import { attempt } from "./connection.ts";
import type { Resolving } from "./resolving.ts";
import type { RawEquipment } from "./schema.ts";

/** Undefined without a template, and after problems were told. */
export function resolveTemplate(
  machine: RawEquipment,
  at: readonly PropertyKey[],
  protocol: Protocol | undefined,
  resolving: Resolving,
): Template | undefined {
  const { problem } = resolving;
  const name = machine.template;
  if (name === undefined) {
    if (machine.parameters !== undefined) {
      problem(
        [...at, "parameters"],
        "没有模板,参数无用 · parameters belong to a template, and there is none",
      );
    }
    return undefined;
  }
  const keys = [...at, "template"];
  const template = templates.get(name) ?? ownTemplate(name, keys, protocol, resolving);
  if (template === undefined) return undefined;
  if (protocol !== undefined && template.protocol !== protocol) {
    problem(
      keys,
      `模板 ${name} 用于 ${template.protocol},连接用的是 ${protocol} · template ${name} is for ${template.protocol}, the connection speaks ${protocol}`,
    );
    return undefined;
  }
  return withParameters(template, machine.parameters ?? {}, (inner, message) =>
    problem([...at, "parameters", ...inner], message),
  );
}

function ownTemplate(
  name: string,
  keys: readonly PropertyKey[],
  protocol: Protocol | undefined,
  { problem, textOf }: Resolving,
): Template | undefined {
  if (!name.endsWith(".json")) {
    const fitting = [...templates.values()].filter(
      (template) => protocol === undefined || template.protocol === protocol,
    );
    const known = fitting.map(({ id }) => id).join(" | ");
    problem(keys, `没有模板 ${name} · no template ${name}; 可用 there is ${known}`);
    return undefined;
  }
  const text = textOf(keys, name);
  if (text === undefined) return undefined;
  return attempt(
    () => parseTemplate(name, text),
    (message) => problem(keys, message),
  );
}
