// Policies checked by another program after docs/formats/policy.md.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { PolicyError, parsePolicy, policySchema } from "./policy.ts";
import { checkSchema } from "./schema-problems.ts";

type Change = { readonly at: readonly (string | number)[]; readonly to?: unknown };
type Case = { readonly name: string; readonly changes: readonly Change[] };

const vector = JSON.parse(
  readFileSync(new URL("./vectors/policy.json", import.meta.url), "utf8"),
) as {
  policy: object;
  parsed: object;
  valid: Case[];
  invalid: (Case & { paths: string[] })[];
};

function changed({ changes }: Case): unknown {
  const policy = structuredClone(vector.policy);
  for (const change of changes) {
    const place = change.at.slice(0, -1).reduce<object>(Reflect.get, policy);
    const key = change.at.at(-1)!;
    if ("to" in change) Reflect.set(place, key, structuredClone(change.to));
    else Reflect.deleteProperty(place, key);
  }
  return policy;
}

test("a minimal policy is read and its defaults filled in", () => {
  expect(parsePolicy("policy.json", vector.policy)).toStrictEqual(vector.parsed);
  expect(parsePolicy("policy.json", vector.parsed)).toStrictEqual(vector.parsed);
});

for (const each of vector.valid) {
  test(`takes ${each.name}`, () => {
    expect(parsePolicy("policy.json", changed(each))).toMatchObject(changed(each) as object);
  });
}

for (const each of vector.invalid) {
  test(`refuses ${each.name}`, () => {
    const checked = checkSchema(policySchema, changed(each));
    const problems = checked.ok ? [] : checked.problems;
    expect(problems.map(({ path }) => path).sort()).toEqual(each.paths);
    let refused: unknown;
    try {
      parsePolicy("policy.json", changed(each));
    } catch (error) {
      refused = error;
    }
    expect(refused).toBeInstanceOf(PolicyError);
    expect(refused).toMatchObject({
      code: "CONTRACTS_POLICY_INVALID",
      detail: { file: "policy.json", problems: each.paths.length },
    });
    for (const path of each.paths) expect((refused as PolicyError).message).toContain(path);
  });
}
