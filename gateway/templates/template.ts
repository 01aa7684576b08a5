// A template: the register map of one product as data, in one JSON file. No code per product.
// parseTemplate finds every problem of a file at once; the driver has the last word on each address.

import { z } from "zod";
import { signalClasses } from "#contracts/line-model.ts";
import { checkSchema, formatPath } from "#contracts/schema-problems.ts";
import { identitySchema, idSchema, namespacesSchema } from "../config/schema.ts";
import { checkDerivation, inputsOf } from "../derive/declared-derivation.ts";
import type { InputFacts } from "../derive/derivation.ts";
import { type AnyDriver, protocols } from "../driver.ts";
import { quirksSchema } from "../drivers/modbus/quirks.ts";
import { drivers } from "../drivers/registry.ts";
import { GatewayError } from "../errors.ts";
import { checkParameters, exampleOf, parametersSchema } from "./parameters.ts";

const range = z
  .tuple([z.number(), z.number()])
  .refine(([low, high]) => low < high, "量程下限应小于上限 · range must ascend");

const nameSchema = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) });

/** What people and line models need to know of a signal, whether it is read or derived. */
const describedSignal = {
  id: idSchema,
  name: nameSchema,
  /** UNECE Recommendation 20 code. */
  unit: z.string().regex(/^[A-Z0-9]{2,3}$/, "UNECE 第 20 号建议书代码 · UNECE Rec. 20 code"),
  class: z.enum(signalClasses),
  purpose: z.string().min(1),
  range: range.optional(),
};

const templateSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, "小写字母、数字和 - · lower case, digits and -"),
  vendor: z.string().min(1),
  model: z.string().min(1),
  name: nameSchema,
  /** As drivers name theirs: a register map is the same on every wire. */
  protocol: z.enum(protocols),
  /** Where the addresses are from: manual and place in it, or another map of facts. */
  source: z.string().min(1),
  /** Read from a real device, or from the maker's own manual; else somebody has to compare at the first machine. */
  verified: z.boolean().default(false),
  /** For people: what to know before using it. */
  note: nameSchema.optional(),
  /** Registers that the product answers in one request. */
  maxRegisters: z.number().int().min(1).max(125).optional(),
  /** What the product does otherwise than the protocol says (Modbus). */
  quirks: quirksSchema.optional(),
  /** OPC UA: namespace URI by alias. Paths begin at the equipment's `root`. */
  namespaces: namespacesSchema.optional(),
  /** What the equipment has to say: `{name}` in addresses and namespaces. */
  parameters: parametersSchema.optional(),
  /** Where the product says who it is. */
  identity: identitySchema.optional(),
  signals: z
    .array(
      z.strictObject({
        ...describedSignal,
        /** As the driver reads it. */
        address: z.record(z.string(), z.unknown()),
      }),
    )
    .min(1),
  /** Computed from the signals above: keys of its kind (derive/registry.ts) beside these. */
  derived: z.array(z.looseObject({ ...describedSignal, kind: z.string() })).optional(),
  /** A signal whose plausible value shows that this product answers. */
  probe: z.strictObject({ signal: idSchema, expect: range }),
});

export type Template = z.infer<typeof templateSchema>;
export type DerivedTemplateSignal = NonNullable<Template["derived"]>[number];

/** Checks one template. Throws GATEWAY_TEMPLATE_INVALID with a line per problem. */
export function parseTemplate(file: string, text: string): Template {
  const lines: string[] = [];
  const problem = (keys: readonly PropertyKey[], message: string) =>
    lines.push(`${file}: ${formatPath(keys)}: ${message}`);
  const template = readTemplate(text, problem);
  if (template === undefined || lines.length > 0) {
    throw new GatewayError("GATEWAY_TEMPLATE_INVALID", lines.join("\n"), {
      file,
      problems: lines.length,
    });
  }
  return template;
}

/** A derived signal of a template as its kind takes it. */
export function declarationOf(
  signal: DerivedTemplateSignal,
): Record<string, unknown> & { id: string } {
  const { name, unit, class: _class, purpose, range: _range, ...declaration } = signal;
  return declaration;
}

type Tell = (keys: readonly PropertyKey[], message: string) => void;

function readTemplate(text: string, problem: Tell): Template | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    problem([], `不是 JSON · not JSON: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
  const checked = checkSchema(templateSchema, value);
  if (!checked.ok) {
    for (const { keys, message } of checked.problems) problem(keys, message);
    return undefined;
  }
  checkParameters(checked.value, problem);
  const known = checkSignals(exampleOf(checked.value), problem);
  checkDerived(checked.value, known, problem);
  return checked.value;
}

/** @returns what is read, by id. */
function checkSignals(template: Template, problem: Tell): Map<string, InputFacts> {
  const driver: AnyDriver | undefined = Object.values(drivers).find(
    ({ protocol }) => protocol === template.protocol,
  );
  const shared = sharedByTemplate(template);
  const datatypeOf = (address: unknown, keys: readonly PropertyKey[]): number => {
    try {
      return driver?.datatypeOf(driver.parseAddress(address, shared)) ?? 0;
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      problem(keys, error.message);
      return 0;
    }
  };
  const seen = new Map<string, InputFacts>();
  template.signals.forEach(({ id, address }, i) => {
    if (seen.has(id)) problem(["signals", i, "id"], `信号编号重复 · duplicate signal id ${id}`);
    seen.set(id, { id, datatype: datatypeOf(address, ["signals", i, "address"]) });
  });
  template.identity?.forEach(({ address }, i) => {
    datatypeOf(address, ["identity", i, "address"]);
  });
  if (!seen.has(template.probe.signal)) {
    problem(["probe", "signal"], `没有信号 ${template.probe.signal} · no such signal`);
  }
  return seen;
}

/** Shared keys of a template's addresses, those that the protocol knows. */
export function sharedByTemplate(template: Template): Record<string, unknown> {
  const { protocol, maxRegisters, namespaces, quirks } = template;
  if (protocol === "opcua") return namespaces === undefined ? {} : { namespaces };
  return {
    ...(maxRegisters === undefined ? {} : { maxRegisters }),
    ...(quirks === undefined ? {} : { quirks }),
  };
}

function checkDerived(template: Template, known: Map<string, InputFacts>, problem: Tell): void {
  template.derived?.forEach((signal, i) => {
    const tell: Tell = (keys, message) => problem(["derived", i, ...keys], message);
    if (known.has(signal.id)) tell(["id"], `信号编号重复 · duplicate signal id ${signal.id}`);
    if (signal.class !== "CALC" && signal.class !== "ST") {
      tell(["class"], "派生信号只能是 CALC 或 ST · a derived signal is CALC or ST");
    }
    const derivation = checkDerivation(declarationOf(signal), tell);
    if (derivation === undefined) return;
    const inputs = inputsOf(derivation, known, tell);
    if (inputs !== undefined) derivation.checkInputs(inputs, undefined, tell);
    known.set(signal.id, { id: signal.id, datatype: derivation.datatype });
  });
}
