import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { errorCode } from "#contracts/errors.ts";
import type { Criterion, Policy } from "#contracts/policy.ts";
import { temporaryFolder } from "../../test/kit/temporary-folder.ts";
import { measures } from "../measures/registry.ts";
import { listPolicies, loadPolicy } from "./load-policy.ts";

const ids = listPolicies();

function criteriaOf(policy: Policy): Criterion[] {
  return policy.items.flatMap((item) => item.criteria);
}

test("the shipped policies are these", () => {
  expect(ids).toEqual(["langfang-2023", "langfang-2023-demo"]);
});

describe.each(ids)("policy %s", (id) => {
  const policy = loadPolicy(id);

  test("is named as its file and says every word in both languages", () => {
    expect(policy.id).toBe(id);
    for (const { name, text, cheating, documents } of criteriaOf(policy)) {
      for (const words of [name, text, cheating!, ...documents]) {
        expect(words.zh).toMatch(/\p{Script=Han}/u);
        expect(words.en).toMatch(/[A-Za-z]/);
      }
    }
  });

  test("names a document for each class D and V, and only for those", () => {
    for (const { id, classes, documents } of criteriaOf(policy)) {
      const wanted = classes.filter((each) => each === "D" || each === "V").sort();
      expect([...new Set(documents.map((each) => each.class))].sort(), id).toEqual(wanted);
    }
  });

  test("has must criteria in every item, all of them its own", () => {
    for (const { must, criteria } of policy.items) {
      expect(must.length).toBeGreaterThan(0);
      const own = criteria.map((each) => each.id);
      expect(must.filter((each) => !own.includes(each))).toEqual([]);
    }
  });

  test("names registered measures only, each with class T and a threshold", () => {
    for (const { measure, classes, threshold } of criteriaOf(policy)) {
      if (measure === null) continue;
      expect(measures.has(measure)).toBe(true);
      expect(classes).toContain("T");
      expect(threshold).not.toBeNull();
    }
  });

  test("shows whatever this project proposes as proposed", () => {
    for (const { provenance } of criteriaOf(policy)) {
      const isProposed = provenance.principle === "PROP" || provenance.number === "PROP";
      expect(provenance.shown).toBe(isProposed ? "proposed" : "borrowed");
      expect(provenance.source).not.toBe("");
    }
  });
});

test("every registered measure is used", () => {
  const used = new Set(ids.flatMap((id) => criteriaOf(loadPolicy(id)).map((each) => each.measure)));
  expect([...measures.keys()].filter((id) => !used.has(id))).toEqual([]);
});

describe("langfang-2023 is the table of the requirement catalogue", () => {
  const policy = loadPolicy("langfang-2023");
  const byId = new Map(criteriaOf(policy).map((each) => [each.id, each]));

  // id · classes · threshold · shown · principle · number · source begins with
  const table = [
    ["G-01", "D V", "= 1 ratio", "proposed", "PROP", "PROP", "Lineproof"],
    ["G-02", "D V", ">= 1 ratio", "borrowed", "SEEN", "SEEN", "GB/T 37393-2019 §7.1-a"],
    ["G-03", "T V", ">= 1 ratio", "borrowed", "SEEN", "SEEN", "OPC UA Part 2 Table A.2"],
    ["G-04", "T", ">= 1 ratio", "borrowed", "SEEN", "SEEN", "人民法院在线诉讼规则 2021"],
    ["G-05", "T", "<= 0 count", "proposed", "PROP", "PROP", "Lineproof"],
    ["G-06", "T", "<= 30 seconds", "borrowed", "SEEN", "SEEN", "CEMS clock rule"],
    ["G-07", "T", ">= 1 ratio", "borrowed", "SEEN", "SEEN", "HJ 212-2017"],
    ["G-08", "T", "= 1 ratio", "proposed", "PROP", "PROP", "Lineproof"],
    ["A1-01", "T V", ">= 0.7 ratio", "borrowed", "SEEN", "SEEN", "GB/T 37393-2019 §6.1-a; MIIT"],
    ["A1-02", "T D", ">= 1 ratio", "proposed", "SEEN", "PROP", "MIIT 智能工厂要素条件 2025"],
    ["A1-03", "T", ">= 0.7 ratio", "proposed", "PROP", "PROP", "Lineproof"],
    ["A1-04", "T", ">= 0.9 ratio", "borrowed", "SEEN", "SEEN", "GB/T 37393-2019 §6.1-b"],
    ["A1-05", "T", ">= 0.9 ratio", "proposed", "PROP", "SEEN", "CEMS transmission rule"],
    ["A1-06", "T", ">= 0.9 ratio", "proposed", "SEEN", "PROP", "GB/T 37393-2019 §7.1-d"],
    ["A1-07", "T X", ">= 0.9 ratio", "proposed", "SEEN", "PROP", "GB/T 37393-2019 §7.1-c"],
    ["A1-08", "V T", ">= 1 ratio", "borrowed", "SEEN", "SEEN", "GB/T 37393-2019 §7.1-e"],
    ["A1-09", "X T", ">= 0.8 ratio", "proposed", "SEEN", "PROP", "GB/T 37393-2019 §6.3"],
    ["A1-10", "X T", ">= 0.9 ratio", "proposed", "SEEN", "PROP", "GB/T 37393-2019 §6.4"],
    ["A1-11", "X", ">= 0.9 ratio", "proposed", "SEEN", "PROP", "GB/T 37393-2019 §6.1-c"],
    ["A1-12", "D X", ">= 1 count", "borrowed", "SEEN", "SEEN", "GB/T 37393-2019 §6.1-e"],
    ["A1-13", "D T V", ">= 1 per-quarter", "proposed", "SEEN", "PROP", "GB/T 37393-2019 §6.5"],
    ["A1-14", "T", ">= 30 days", "proposed", "SEEN", "PROP", "Liuzhou 2025"],
    ["A1-15", "T", ">= 0.95 ratio", "proposed", "SEEN", "PROP", "Henan enforcement paper"],
    ["A1-16", "V T", ">= 9 count", "proposed", "PROP", "PROP", "CEMS comparison tests"],
    ["B1-01", "T", "> 0.6 ratio", "proposed", "PROP", "SEEN", "MIIT 2024 questionnaire"],
    ["B1-02", "T", ">= 7 count", "proposed", "SEEN", "PROP", "MIIT 2024 questionnaire"],
    ["B1-03", "T", "<= 5 seconds", "proposed", "PROP", "PROP", "Lineproof"],
    ["B1-04", "T", ">= 0.95 ratio", "proposed", "SEEN", "PROP", "OPC 40001-1 C.2; ISO 22400-2"],
    [
      "B1-05",
      "T X",
      ">= 0.8 ratio",
      "proposed",
      "SEEN",
      "PROP",
      "MIIT 2024 questionnaire, 设备管理",
    ],
    [
      "B1-06",
      "X D",
      ">= 1 per-quarter",
      "proposed",
      "SEEN",
      "PROP",
      "MIIT 2024 questionnaire, 设备管理",
    ],
    ["B1-07", "T", "< 0.01 ratio", "borrowed", "SEEN", "MEM", "ISA-18.2 / EEMUA 191"],
    ["B1-08", "T", ">= 1 ratio", "proposed", "PROP", "PROP", "Lineproof"],
    ["B1-09", "T", ">= 1 ratio", "borrowed", "SEEN", "SEEN", "人民法院在线诉讼规则 2021"],
    ["B1-10", "T", ">= 0.99 ratio", "proposed", "PROP", "PROP", "Lineproof"],
    ["B1-11", "V T", ">= 9 count", "proposed", "PROP", "PROP", "Lineproof"],
    ["B1-12", "X", ">= 0.8 ratio", "proposed", "SEEN", "PROP", "Xiamen rules"],
    ["B1-13", "X D", "<= 0.05 ratio", "proposed", "PROP", "PROP", "Lineproof"],
    ["B1-14", "T", ">= 0.9 ratio", "proposed", "SEEN", "PROP", "CEMS pass line"],
  ] as const;

  test.each(table)("%s", (id, classes, threshold, shown, principle, number, source) => {
    const criterion = byId.get(id)!;
    const { comparison, value, unit } = criterion.threshold!;
    expect(criterion.classes.join(" ")).toBe(classes);
    expect(`${comparison} ${value} ${unit}`).toBe(threshold);
    expect(criterion.provenance).toMatchObject({ shown, principle, number });
    expect(criterion.provenance.source.startsWith(source)).toBe(true);
  });

  test("nothing more, nothing less", () => {
    expect([...byId.keys()]).toEqual(table.map(([id]) => id));
  });

  test("musts, window, gates and the open choices", () => {
    expect(policy.items.map(({ id, requires, must }) => ({ id, requires, must }))).toEqual([
      {
        id: "G",
        requires: [],
        must: ["G-01", "G-02", "G-03", "G-04", "G-05", "G-06", "G-07", "G-08"],
      },
      {
        id: "A1",
        requires: ["G"],
        must: [
          ...["A1-01", "A1-02", "A1-03", "A1-04", "A1-05", "A1-06"],
          ...["A1-09", "A1-14", "A1-16"],
        ],
      },
      {
        id: "B1",
        requires: ["G"],
        must: [
          ...["B1-01", "B1-02", "B1-03", "B1-04", "B1-05"],
          ...["B1-09", "B1-10", "B1-11", "B1-14"],
        ],
      },
    ]);
    const days = 86_400_000;
    expect(policy.windows.pilot).toMatchObject({
      lengthMs: 30 * days,
      minimumLengthMs: 30 * days,
      productionDays: 15,
    });
    expect(policy.windows.demonstration).toMatchObject({
      lengthMs: 90 * days,
      minimumLengthMs: 90 * days,
      productionDays: 45,
    });
    expect(policy.items.map(({ subject, window }) => `${subject} ${window}`)).toEqual([
      "line pilot",
      "line pilot",
      "site demonstration",
    ]);
    expect(policy).toMatchObject({ simulated: "refuse", adoption: null });
    expect(policy.watermark).toBeUndefined();
    expect(byId.get("A1-05")?.amberFrom).toBe(0.75);
    expect(byId.get("A1-04")?.parameters).toEqual({ maxManualRatio: 0.1 });
    expect(byId.get("A1-16")?.parameters).toEqual({ stimuli: 10, visibleWithinSeconds: 30 });
    expect(byId.get("G-03")?.combine).toBe("any");
    expect(criteriaOf(policy).filter(({ combine }) => combine === "any")).toHaveLength(1);
  });
});

test("detectors run as the catalogue has them", () => {
  const { D01, ...others } = loadPolicy("langfang-2023").detectors;
  expect(others).toEqual({});
  expect(D01).toMatchObject({
    severity: 2,
    criteria: ["G-05", "A1-03", "A1-05", "B1-01", "B1-05"],
    parameters: { minConstantSeconds: 1800, minEqualScans: 33, maxResolutionRatio: 0.002 },
    provenance: { shown: "proposed", principle: "SEEN", number: "PROP" },
  });
});

test("the demo asks the same of a line, in short watermarked windows", () => {
  const [real, demo] = [loadPolicy("langfang-2023"), loadPolicy("langfang-2023-demo")];
  expect(demo.items).toEqual(real.items);
  expect(demo.version).toBe(real.version);
  expect(demo.watermark).toEqual({ zh: "演示", en: "DEMO" });
  expect(demo.simulated).toBe("judge");
  expect(demo.adoption).toBeNull();
  const short = {
    lengthMs: 600_000,
    minimumLengthMs: 20_000,
    productionDays: 0,
    minimumScheduledMs: 20_000,
  };
  expect(demo.windows).toEqual({ pilot: short, demonstration: short });
  expect(demo.detectors.D01).toEqual({
    ...real.detectors.D01,
    parameters: { minConstantSeconds: 20, minEqualScans: 20, maxResolutionRatio: 0.002 },
  });
});

describe("a policy that is wrong", () => {
  const whole = loadPolicy("langfang-2023");
  const overlay = {
    format: "lineproof/policy-overlay/1",
    extends: "langfang-2023",
    id: "trial",
    name: whole.name,
    watermark: { zh: "演示", en: "DEMO" },
    windows: whole.windows,
    simulated: "judge",
  };

  function failure(id: string, files: { readonly [name: string]: unknown }): Error {
    const folder = temporaryFolder();
    for (const [name, value] of Object.entries(files)) {
      const text = typeof value === "string" ? value : JSON.stringify(value);
      writeFileSync(join(folder, `${name}.json`), text);
    }
    try {
      loadPolicy(id, pathToFileURL(`${folder}/`));
    } catch (error) {
      if (error instanceof Error) return error;
    }
    throw new Error("loaded");
  }

  test("is unknown: the known ones are named, and no path is followed", () => {
    for (const id of ["langfang-2099", "../policies/trial"]) {
      const error = failure(id, { trial: whole });
      expect(errorCode(error)).toBe("SCORING_POLICY_UNKNOWN");
      expect(error).toMatchObject({ detail: { policy: id } });
      expect(error.message).toContain("trial");
    }
  });

  test("is no JSON", () => {
    const error = failure("trial", { trial: "{" });
    expect(errorCode(error)).toBe("SCORING_POLICY_UNREADABLE");
    expect(error).toMatchObject({ detail: { policy: "trial" } });
  });

  test("has problems: all at once, unknown keys too", () => {
    const error = failure("trial", { trial: { ...whole, version: "", colour: "red" } });
    expect(errorCode(error)).toBe("SCORING_POLICY_INVALID");
    expect(error).toMatchObject({ detail: { policy: "trial", problems: 2 } });
    expect(error.message).toMatch(/version/);
    expect(error.message).toMatch(/colour/);
  });

  test("names a measure that does not exist, and another id than its file", () => {
    const items = structuredClone(whole.items);
    items[1]!.criteria[3]!.measure = "a1-04-guess";
    const error = failure("trial", { trial: { ...whole, items } });
    expect(errorCode(error)).toBe("SCORING_POLICY_INVALID");
    expect(error.message).toContain("items[1].criteria[3].measure");
    expect(error.message).toContain("a1-04-guess");
    expect(error).toMatchObject({ detail: { problems: 2 } });
  });

  test("judges simulated plants or shortens the window without a watermark", () => {
    const windows = {
      ...whole.windows,
      pilot: { ...whole.windows.pilot!, minimumLengthMs: 1000 },
    };
    const error = failure("trial", {
      trial: { ...whole, id: "trial", simulated: "judge", windows },
    });
    expect(errorCode(error)).toBe("SCORING_POLICY_INVALID");
    expect(error.message).toContain("simulated");
    expect(error.message).toContain("windows.pilot.minimumLengthMs");
    expect(error).toMatchObject({ detail: { problems: 2 } });
  });

  test("runs a detector that does not exist, lacks its parameters or is too grave", () => {
    const D01 = { ...whole.detectors.D01!, severity: 3, parameters: { minConstantSeconds: 60 } };
    const error = failure("trial", {
      trial: { ...whole, id: "trial", detectors: { D01, D77: D01 } },
    });
    expect(errorCode(error)).toBe("SCORING_POLICY_INVALID");
    expect(error.message).toContain("detectors.D01.parameters.minEqualScans");
    expect(error.message).toContain("detectors.D01.parameters.maxResolutionRatio");
    expect(error.message).toContain("detectors.D01.severity");
    expect(error.message).toContain("detectors.D77");
    expect(error).toMatchObject({ detail: { problems: 4 } });
  });

  test("is an overlay that sets parameters of what is not there, or a threshold", () => {
    const files = { "langfang-2023": whole };
    const unknown = failure("trial", {
      ...files,
      trial: {
        ...overlay,
        parameters: {
          "A1-99": { x: 1 },
          D01: { minConstantMinutes: 1 },
          "A1-03": { threshold: 0.1 },
        },
      },
    });
    expect(errorCode(unknown)).toBe("SCORING_POLICY_INVALID");
    expect(unknown.message).toContain("parameters.A1-99");
    expect(unknown.message).toContain("parameters.D01.minConstantMinutes");
    expect(unknown.message).toContain("parameters.A1-03.threshold");
    expect(unknown).toMatchObject({ detail: { problems: 3 } });

    const threshold = failure("trial", { ...files, trial: { ...overlay, thresholds: {} } });
    expect(errorCode(threshold)).toBe("SCORING_POLICY_INVALID");
    expect(threshold.message).toContain("thresholds");
  });

  test("is an overlay that changes criteria, stacks, or extends nothing", () => {
    const files = { "langfang-2023": whole };
    const changed = failure("trial", { ...files, trial: { ...overlay, items: [] } });
    expect(errorCode(changed)).toBe("SCORING_POLICY_INVALID");
    expect(changed.message).toContain("items");

    const stacked = failure("trial", {
      other: { ...overlay, id: "other" },
      trial: { ...overlay, extends: "other" },
    });
    expect(errorCode(stacked)).toBe("SCORING_POLICY_INVALID");
    expect(stacked.message).toContain("extends");

    const missing = failure("trial", { trial: overlay });
    expect(errorCode(missing)).toBe("SCORING_POLICY_UNKNOWN");
    expect(missing).toMatchObject({ detail: { policy: "langfang-2023" } });
  });
});
