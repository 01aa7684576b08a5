import { expect, test } from "vitest";
import type { LiveNode } from "../../../commissioning/live-browse.ts";
import { treeOf, usableIn } from "./node-tree.ts";

const variable = (path: string, usable = true): LiveNode => ({
  path,
  name: path,
  kind: "variable",
  ...(usable ? { line: `- { id: ${path} }` } : {}),
});

test("paths grow into a tree, names with strokes stay whole", () => {
  const folder: LiveNode = { path: "m:Saw", name: "Saw", kind: "folder" };
  const [saw, press] = treeOf([folder, variable("m:Saw/m:a&/b"), variable("m:Press/m:x", false)]);
  expect(saw?.node).toBe(folder);
  expect(saw?.children.map(({ path, name }) => [path, name])).toEqual([["m:Saw/m:a&/b", "m:a&/b"]]);
  expect(saw === undefined ? [] : usableIn(saw)).toEqual(["m:Saw/m:a&/b"]);
  // A folder that the list was cut before still holds what is below it; what cannot be a signal is not picked.
  expect(press).toMatchObject({ path: "m:Press", node: undefined });
  expect(press === undefined ? [0] : usableIn(press)).toEqual([]);
});
