import { expect, test } from "vitest";
import { PolicyError, parsePolicy, policySchema } from "./policy.ts";
import { checkSchema } from "./schema-problems.ts";

const words = { zh: "自动采集率", en: "automatic collection" };

function example() {
  return {
    format: "lineproof/policy/1",
    id: "langfang-2023",
    version: "1",
    name: words,
    source: "廊坊市产业集群数字化转型",
    adoption: null as { document: string; effective: string } | null,
    windows: {
      month: {
        lengthMs: 2_592_000_000,
        minimumLengthMs: 2_592_000_000,
        productionDays: 20,
        minimumScheduledMs: 3_600_000,
      },
    },
    simulated: "refuse",
    items: [
      {
        id: "A1",
        name: words,
        subject: "line",
        window: "month",
        requires: [] as string[],
        must: ["A1-04"],
        criteria: [
          {
            id: "A1-04",
            name: words,
            text: words,
            classes: ["T"],
            measure: "automatic-collection" as string | null,
            threshold: { comparison: ">=", value: 0.9, unit: "ratio" } as object | null,
            provenance: {
              shown: "borrowed",
              principle: "SEEN",
              number: "SEEN",
              source: "GB/T 37393-2019 §6.1-b",
            },
          },
        ],
      },
    ],
  };
}
type Example = ReturnType<typeof example>;

function problems(change: (policy: Example) => unknown): string[] {
  const policy = example();
  change(policy);
  const checked = checkSchema(policySchema, policy);
  return checked.ok ? [] : checked.problems.map(({ path, message }) => `${path}: ${message}`);
}

test("a policy is read and its defaults filled in", () => {
  const policy = parsePolicy("langfang.yaml", example());
  expect(policy.items[0]?.criteria[0]).toMatchObject({
    combine: "all",
    parameters: {},
    documents: [],
  });
  expect(
    problems((policy) => (policy.adoption = { document: "1号", effective: "2026-01-01" })),
  ).toEqual([]);
});

const cases: [string, (policy: Example) => unknown, string][] = [
  ["unknown key", (p) => Object.assign(p, { score: 1 }), "score: 没有这个键"],
  ["unknown window", (p) => (p.items[0]!.window = "year"), "items[0].window: 未定义的观察期"],
  ["unknown required item", (p) => p.items[0]!.requires.push("G"), "items[0].requires: 未定义的项"],
  ["unknown must", (p) => p.items[0]!.must.push("A1-99"), "items[0].must: 未定义的指标"],
  [
    "criterion twice",
    (p) => p.items[0]!.criteria.push(structuredClone(p.items[0]!.criteria[0]!)),
    "items[0].criteria[1].id: 指标编号重复",
  ],
  [
    "criterion of another item",
    (p) => {
      p.items[0]!.criteria[0]!.id = "B1-04";
      p.items[0]!.must = ["B1-04"];
    },
    "items[0].criteria[0].id: 指标不属于该项",
  ],
  [
    "measure without threshold",
    (p) => (p.items[0]!.criteria[0]!.threshold = null),
    "items[0].criteria[0].threshold: 有算法须有门槛",
  ],
  [
    "proposed number shown as borrowed",
    (p) => (p.items[0]!.criteria[0]!.provenance.number = "PROP"),
    "items[0].criteria[0].provenance.shown: 建议数值须显示为 proposed",
  ],
  ["id of a criterion", (p) => (p.items[0]!.criteria[0]!.id = "A1-4"), "criteria[0].id: 编号形如"],
  [
    "effective date",
    (p) => (p.adoption = { document: "x", effective: "2026" }),
    "adoption.effective",
  ],
  ["length of a window", (p) => (p.windows.month.lengthMs = 0), "windows.month.lengthMs: "],
  ["no items", (p) => (p.items = []), "items: "],
];

for (const [name, change, expected] of cases) {
  test(`refuses: ${name}`, () => {
    const found = problems(change);
    expect(
      found.some((problem) => problem.includes(expected)),
      found.join("\n"),
    ).toBe(true);
  });
}

test("a criterion without measure needs no threshold", () => {
  expect(
    problems((policy) => {
      policy.items[0]!.criteria[0]!.measure = null;
      policy.items[0]!.criteria[0]!.threshold = null;
    }),
  ).toEqual([]);
});

test("a wrong file is refused with every problem by path", () => {
  const policy = example();
  policy.items[0]!.window = "year";
  policy.items[0]!.must.push("A1-99");
  try {
    parsePolicy("langfang.yaml", policy);
    throw new Error("nothing was thrown");
  } catch (error) {
    expect(error).toBeInstanceOf(PolicyError);
    expect((error as PolicyError).code).toBe("CONTRACTS_POLICY_INVALID");
    expect((error as PolicyError).detail).toEqual({ file: "langfang.yaml", problems: 2 });
    expect((error as PolicyError).message).toBe(
      "langfang.yaml: items[0].window: 未定义的观察期 · unknown window year\n" +
        "langfang.yaml: items[0].must: 未定义的指标 · unknown criterion A1-99",
    );
  }
});
