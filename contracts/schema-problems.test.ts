import { expect, test } from "vitest";
import { z } from "zod";
import { checkSchema, describeProblems, formatPath } from "./schema-problems.ts";

test("paths as a person would write them", () => {
  expect(formatPath([])).toBe("");
  expect(formatPath(["a"])).toBe("a");
  expect(formatPath(["connections", 0, "port"])).toBe("connections[0].port");
  expect(formatPath([0, "a", 1, 2])).toBe("[0].a[1][2]");
});

const schema = z.strictObject({ port: z.number().max(65_535), hosts: z.array(z.string()) });

test("all problems come at once; a good value comes typed", () => {
  const checked = checkSchema(schema, { port: 70_000, hosts: ["a", 1], host: "x" });
  if (checked.ok) throw new Error("accepted");
  expect(checked.problems.map((problem) => problem.path)).toEqual(["port", "hosts[1]", "host"]);
  expect(checkSchema(schema, { port: 1, hosts: [] })).toEqual({
    ok: true,
    value: { port: 1, hosts: [] },
  });
});

test("every problem is said in both languages, with what is wanted", () => {
  const wanted = z.strictObject({
    port: z.number().max(65_535),
    name: z.string().min(1),
    mode: z.enum(["step", "timed"]),
    missing: z.string(),
    day: z.iso.date(),
  });
  const checked = checkSchema(wanted, { port: 70_000, name: 5, mode: "x", day: "1 May", more: 1 });
  if (checked.ok) throw new Error("accepted");
  expect(checked.problems.map(({ path, message }) => `${path}: ${message}`)).toEqual([
    "port: 太大,上限 65535 · too large, at most 65535",
    "name: 类型不对,应为文字 · text · wrong type",
    "mode: 只能是 step | timed · must be one of these",
    "missing: 缺少,应为文字 · text · missing",
    "day: 格式不对 · wrong format: date",
    "more: 没有这个键,请删除或改正拼写 · unknown key: remove or correct it",
  ]);
});

test("lines for a person", () => {
  const problems = [
    { path: "", message: "whole" },
    { path: "a.b", message: "part" },
  ];
  expect(describeProblems("gw.yaml", problems)).toBe("gw.yaml: whole\ngw.yaml: a.b: part");
});
