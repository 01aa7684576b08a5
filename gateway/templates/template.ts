// A template: the register map of one product as data, in one JSON file. No code per product.
// parseTemplate finds every problem of a file at once; the driver has the last word on each address.

import { z } from "zod";
import { signalClasses } from "#contracts/line-model.ts";
import { checkSchema, formatPath } from "#contracts/schema-problems.ts";
import { identitySchema, idSchema, namespacesSchema } from "../config-schema.ts";
import { drivers } from "../drivers/registry.ts";
import { GatewayError } from "../errors.ts";

const range = z
  .tuple([z.number(), z.number()])
  .refine(([low, high]) => low < high, "量程下限应小于上限 · range must ascend");

const templateSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, "小写字母、数字和 - · lower case, digits and -"),
  vendor: z.string().min(1),
  model: z.string().min(1),
  name: z.strictObject({ zh: z.string().min(1), en: z.string().min(1) }),
  driver: z.string(),
  /** The manual that the addresses are from. */
  source: z.string().min(1),
  /** Registers that the product answers in one request. */
  maxRegisters: z.number().int().min(1).max(125).optional(),
  /** OPC UA: namespace URI by alias. Paths begin at the equipment's `root`. */
  namespaces: namespacesSchema.optional(),
  /** Where the product says who it is. */
  identity: identitySchema.optional(),
  signals: z
    .array(
      z.strictObject({
        id: idSchema,
        name: z.strictObject({ zh: z.string().min(1), en: z.string().min(1) }),
        /** UNECE Recommendation 20 code. */
        unit: z.string().regex(/^[A-Z0-9]{2,3}$/, "UNECE 第 20 号建议书代码 · UNECE Rec. 20 code"),
        class: z.enum(signalClasses),
        purpose: z.string().min(1),
        range: range.optional(),
        /** As the driver reads it. */
        address: z.record(z.string(), z.unknown()),
      }),
    )
    .min(1),
  /** A signal whose plausible value shows that this product answers. */
  probe: z.strictObject({ signal: idSchema, expect: range }),
});

export type Template = z.infer<typeof templateSchema>;

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
  checkSignals(checked.value, problem);
  return checked.value;
}

function checkSignals(template: Template, problem: Tell): void {
  const driver = Object.hasOwn(drivers, template.driver)
    ? drivers[template.driver as keyof typeof drivers]
    : undefined;
  if (driver === undefined) {
    problem(["driver"], `没有驱动 ${template.driver} · no driver ${template.driver}`);
  }
  const { namespaces } = template;
  const check = (address: unknown, keys: readonly PropertyKey[]) => {
    try {
      driver?.parseAddress(address, namespaces === undefined ? {} : { namespaces });
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      problem(keys, error.message);
    }
  };
  const seen = new Set<string>();
  template.signals.forEach(({ id, address }, i) => {
    if (seen.has(id)) problem(["signals", i, "id"], `信号编号重复 · duplicate signal id ${id}`);
    seen.add(id);
    check(address, ["signals", i, "address"]);
  });
  template.identity?.forEach(({ address }, i) => {
    check(address, ["identity", i, "address"]);
  });
  if (!seen.has(template.probe.signal)) {
    problem(["probe", "signal"], `没有信号 ${template.probe.signal} · no such signal`);
  }
}
