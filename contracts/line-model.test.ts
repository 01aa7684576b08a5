import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { canonicalJson, type Json } from "./canonical-json.ts";
import { LineModelError, lineModelHash, lineModelSchema, parseLineModel } from "./line-model.ts";
import { checkSchema } from "./schema-problems.ts";

const file = JSON.parse(
  readFileSync(new URL("./vectors/line-model.json", import.meta.url), "utf8"),
) as { model: Json; canonical: string; hash: string };
const sha256 = (data: Uint8Array) => new Uint8Array(createHash("sha256").update(data).digest());

// biome-ignore lint/suspicious/noExplicitAny: drafts are wrong on purpose
type Draft = Record<"site" | "firm" | "calendar" | "lines" | "meters" | "redundancies", any> &
  // biome-ignore lint/suspicious/noExplicitAny: drafts are wrong on purpose
  Record<string, any>;

/** Problems of the example after one change, as `path: message`. */
function problems(change: (model: Draft) => void): string[] {
  const model = structuredClone(file.model) as Draft;
  change(model);
  const checked = checkSchema(lineModelSchema, model);
  return checked.ok ? [] : checked.problems.map(({ path, message }) => `${path}: ${message}`);
}

test("canonical text and hash of the example", () => {
  const model = parseLineModel("example.yaml", file.model);
  expect(canonicalJson(model as unknown as Json)).toBe(file.canonical);
  expect(lineModelHash(sha256, model)).toBe(file.hash);
});

test("the hash does not depend on the order of members or on defaults left out", () => {
  const reread = parseLineModel("canonical.json", JSON.parse(file.canonical));
  expect(lineModelHash(sha256, reread)).toBe(file.hash);
});

test("the hash depends on every word", () => {
  const model = structuredClone(file.model) as Draft;
  model.site.name.zh += " ";
  expect(lineModelHash(sha256, parseLineModel("m", model))).not.toBe(file.hash);
});

const press = (model: Draft) => model.lines[0].equipment[0];
const cases: [string, (model: Draft) => void, string][] = [
  ["unknown key", (m) => (m.plc = 1), "plc: 没有这个键"],
  ["unknown key deep inside", (m) => (press(m).signals[0].tag = 1), "signals[0].tag: 没有这个键"],
  ["another format", (m) => (m.format = "lineproof/line-model/2"), "format: "],
  ["time zone", (m) => (m.site.timeZone = "Asia/Langfang"), "site.timeZone: 不是 IANA 时区"],
  ["time of day", (m) => (m.site.productionDayStart = "24:00"), "时刻格式 HH:MM"],
  ["credit code", (m) => (m.firm.creditCode = "91131026MA0000000I"), "firm.creditCode: "],
  ["topic id", (m) => (m.site.id = "a/b"), "site.id: 编号不能为空"],
  ["space in a site id", (m) => (m.site.id = "wenan demo"), "site.id: 编号不能含空格"],
  [
    "space in a gateway id",
    (m) => (m.lines[0].equipment[1].signals[0].gateway = "gw 01"),
    "signals[0].gateway: 编号不能含空格",
  ],
  ["long id", (m) => (m.site.id = "a".repeat(129)), "site.id: "],
  ["empty name", (m) => (m.site.name.en = ""), "site.name.en: "],
  ["weekday 0", (m) => m.calendar.shifts[0].weekdays.push(0), "calendar.shifts[0].weekdays[6]: "],
  ["no shift", (m) => (m.calendar.shifts = []), "calendar.shifts: "],
  ["date", (m) => (m.calendar.exceptions[0].date = "2026-02-30"), "exceptions[0].date: "],
  [
    "ordered stop without document",
    (m) => delete m.calendar.exceptions[2].document,
    "calendar.exceptions[2]: 停限产须有文号",
  ],
  ["range that falls", (m) => (press(m).signals[0].range = [1, 1]), "signals[0].range: 量程下限"],
  ["class", (m) => (press(m).signals[0].class = "AI"), "signals[0].class: "],
  ["negative deadband", (m) => (press(m).signals[0].deadband = -1), "signals[0].deadband: "],
  ["interval", (m) => (press(m).scanGroups[0].intervalMs = 49), "scanGroups[0].intervalMs: "],
  [
    "equipment id twice",
    (m) => m.lines[0].equipment.push(structuredClone(m.lines[0].equipment[1])),
    "lines[0].equipment[2].id: 设备编号重复",
  ],
  [
    "equipment id twice, in two lines",
    (m) => m.lines.push({ ...structuredClone(m.lines[0]), id: "line-2" }),
    "lines[1].equipment[0].id: 设备编号重复",
  ],
  ["unknown stage", (m) => (press(m).stage = "drying"), "lines[0].equipment[0].stage: 工序未定义"],
  [
    "signal id twice",
    (m) => (press(m).signals[1].id = "press.temp_zone.1"),
    "lines[0].equipment[0].signals[1].id: 信号编号重复",
  ],
  [
    "unknown scan group",
    (m) => (press(m).signals[0].scanGroup = "energy"),
    "lines[0].equipment[0].signals[0].scanGroup: 扫描组未定义",
  ],
  [
    "scan group id twice",
    (m) => press(m).scanGroups.push({ id: "fast", intervalMs: 500 }),
    "lines[0].equipment[0].scanGroups[2].id: 扫描组编号重复",
  ],
  [
    "stage id twice",
    (m) => m.lines[0].stages.push(structuredClone(m.lines[0].stages[0])),
    "lines[0].stages[1].id: 工序编号重复",
  ],
  [
    "line id twice",
    (m) =>
      m.lines.push({
        ...structuredClone(m.lines[0]),
        equipment: [{ ...structuredClone(m.lines[0].equipment[1]), id: "meter-2" }],
      }),
    "lines[1].id: 产线编号重复",
  ],
  [
    "shift id twice",
    (m) => (m.calendar.shifts[1].id = "day"),
    "calendar.shifts[1].id: 班次编号重复",
  ],
  ["unknown meter", (m) => (m.meters[0].equipment = "x"), "meters[0].equipment: 设备未定义"],
  ["unknown parent meter", (m) => (m.meters[0].parent = "x"), "meters[0].parent: 设备未定义"],
  [
    "unknown redundant signal",
    (m) => (m.redundancies[0][1] = "press/x"),
    "redundancies[0][1]: 信号未定义",
  ],
  [
    "unknown coupled signal",
    (m) => (m.couplings = [["press/press.running", "meter/x"]]),
    "couplings[0][1]: 信号未定义",
  ],
  [
    "scan group of two gateways",
    (m) => (press(m).signals[1].gateway = "gw-02"),
    "lines[0].equipment[0].signals[1].gateway: 一个扫描组只属于一台网关",
  ],
];

for (const [name, change, expected] of cases) {
  test(`refuses ${name}, and nothing else is wrong`, () => {
    const found = problems(change);
    expect(found.length).toBeGreaterThan(0);
    for (const problem of found)
      if (!name.includes("two lines")) expect(problem).toContain(expected);
    expect(found[0]).toContain(expected);
  });
}

test("the same signal id in two pieces of equipment, and two gateways in two groups, are fine", () => {
  expect(
    problems((model) => {
      model.lines[0].equipment[1].signals[0].id = "press.running";
      press(model).signals[2].gateway = "gw-02";
    }),
  ).toEqual([]);
});

test("all problems come at once, with file and path", () => {
  const model = structuredClone(file.model) as Draft;
  press(model).stage = "drying";
  press(model).signals[0].scanGroup = "x";
  try {
    parseLineModel("site.yaml", model);
    throw new Error("nothing was thrown");
  } catch (error) {
    expect(error).toBeInstanceOf(LineModelError);
    expect((error as LineModelError).code).toBe("CONTRACTS_LINE_MODEL_INVALID");
    expect((error as LineModelError).detail).toEqual({ file: "site.yaml", problems: 2 });
    expect((error as LineModelError).message.split("\n")).toEqual([
      "site.yaml: lines[0].equipment[0].stage: 工序未定义 · unknown stage drying",
      "site.yaml: lines[0].equipment[0].signals[0].scanGroup: 扫描组未定义 · unknown scan group x",
    ]);
  }
});

test("what is no model at all is refused, not thrown through", () => {
  for (const value of [null, undefined, 1, "x", []]) {
    expect(() => parseLineModel("m", value)).toThrow(LineModelError);
  }
});
