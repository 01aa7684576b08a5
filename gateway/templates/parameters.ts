// What a template leaves open until a machine is named, e.g. the data block of a PLC: `{db}` in its addresses.
import { z } from "zod";
import type { Template } from "./template.ts";

export const parametersSchema = z.record(
  z.string().regex(/^[a-z][A-Za-z0-9]*$/, "小写字母开头 · begins with a small letter"),
  z.strictObject({
    name: z.strictObject({ zh: z.string().min(1), en: z.string().min(1) }),
    /** Regular expression for the whole value. */
    pattern: z.string().refine(isPattern, "不是正则表达式 · no regular expression"),
    example: z.string(),
  }),
);

type Tell = (keys: readonly PropertyKey[], message: string) => void;
export type Given = Readonly<Record<string, string>>;

/** The template with its parameters filled in; undefined after problems were told. */
export function withParameters(template: Template, given: Given, tell: Tell): Template | undefined {
  const declared = template.parameters ?? {};
  let whole = true;
  const problem: Tell = (keys, message) => {
    whole = false;
    tell(keys, message);
  };
  for (const key of Object.keys(given)) {
    if (!Object.hasOwn(declared, key)) {
      const known = Object.keys(declared).join(" ") || "(无 · none)";
      problem([key], `模板 ${template.id} 没有参数 ${key},有:${known} · it has no such parameter`);
    }
  }
  for (const [key, { name, pattern, example }] of Object.entries(declared)) {
    const value = given[key];
    if (value === undefined) {
      problem(
        [],
        `模板 ${template.id} 要 ${key}(${name.zh}),例如 ${key}: ${example} · the template needs ${key} (${name.en}), e.g. ${example}`,
      );
    } else if (!wholly(pattern).test(value)) {
      problem([key], `应符合 ${pattern},例如 ${example} · must match ${pattern}, e.g. ${example}`);
    }
  }
  return whole ? filled(template, given) : undefined;
}

/** Filled with its own examples. */
export function exampleOf(template: Template): Template {
  const examples = Object.entries(template.parameters ?? {}).map(([key, { example }]) => [
    key,
    example,
  ]);
  return filled(template, Object.fromEntries(examples));
}

/** Parameters that are used and not declared, or the other way round, or whose example is none. */
export function checkParameters(template: Template, tell: Tell): void {
  const declared = template.parameters ?? {};
  const used = new Set<string>();
  replaced([template.signals, template.identity, template.namespaces], (key) => {
    used.add(key);
    return key;
  });
  for (const key of used) {
    if (!Object.hasOwn(declared, key)) tell(["parameters"], `缺少 · missing ${key}`);
  }
  for (const [key, { pattern, example }] of Object.entries(declared)) {
    if (!used.has(key)) tell(["parameters", key], "没有地址用到它 · no address uses it");
    if (!wholly(pattern).test(example)) {
      tell(["parameters", key, "example"], `不符合 · does not match ${pattern}`);
    }
  }
}

function filled(template: Template, values: Given): Template {
  if (template.parameters === undefined) return template;
  const fill = (key: string) => values[key] ?? `{${key}}`;
  const { namespaces, identity } = template;
  return {
    ...template,
    signals: template.signals.map((signal) => ({
      ...signal,
      address: replaced(signal.address, fill),
    })),
    ...(namespaces === undefined ? {} : { namespaces: replaced(namespaces, fill) }),
    ...(identity === undefined ? {} : { identity: replaced(identity, fill) }),
  };
}

/** A copy in which every `{key}` of every text is replaced. */
function replaced<T>(value: T, by: (key: string) => string): T {
  const walk = (node: unknown): unknown => {
    if (typeof node === "string") return node.replace(/\{([a-z]\w*)\}/g, (_, key) => by(key));
    if (Array.isArray(node)) return node.map(walk);
    if (typeof node !== "object" || node === null) return node;
    return Object.fromEntries(Object.entries(node).map(([key, inner]) => [key, walk(inner)]));
  };
  return walk(value) as T;
}

function wholly(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern})$`, "u");
}

function isPattern(text: string): boolean {
  try {
    return wholly(text) !== undefined;
  } catch {
    return false;
  }
}
