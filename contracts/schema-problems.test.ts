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
  expect(checked.problems.map((problem) => problem.path)).toEqual(["port", "hosts[1]", ""]);
  expect(checkSchema(schema, { port: 1, hosts: [] })).toEqual({
    ok: true,
    value: { port: 1, hosts: [] },
  });
});

test("lines for a person", () => {
  const problems = [
    { path: "", message: "whole" },
    { path: "a.b", message: "part" },
  ];
  expect(describeProblems("gw.yaml", problems)).toBe("gw.yaml: whole\ngw.yaml: a.b: part");
});
