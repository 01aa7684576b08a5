import { expect, test } from "vitest";
import { columnsOf } from "../terminal-text.ts";
import { type PlantRow, plantTable } from "./plant-table.ts";

const plain: PlantRow = {
  id: "wenan-panel",
  state: "生产",
  product: "P2 18 mm",
  output: { value: 1_234_567.8, unit: "C62" },
  powerKw: 5123.4,
  readers: 1,
  acts: [],
};

test("a plant is one line of at most 80 columns, whatever its words", () => {
  const long = {
    ...plain,
    id: "a-very-long-name-of-a-plant-001",
    state: "引流与放渣停炉检修中",
    product: "刨花板 18 毫米 二级 特别规格",
    acts: ["frozen-signal", "slow-device", "cable-pulled"],
  };
  const lines = plantTable([plain, long], 24);
  expect(lines).toHaveLength(3);
  for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(80);
  expect(lines[1]).toMatch(/^wenan-panel {8}生产 {5}P2 18 mm {11}1,234,568 件 {2}5,123 {3}1$/);
  expect(lines[2]).toContain("a-very-long-name-…");
});

test("more plants than lines are counted, with those that are in trouble", () => {
  const rows = Array.from({ length: 40 }, (_, n) => ({
    ...plain,
    id: `p-${n}`,
    acts: n === 39 ? ["stuck"] : [],
  }));
  const lines = plantTable(rows, 10);
  expect(lines).toHaveLength(10);
  expect(lines.at(-1)).toBe(
    "… 另有 32 座,其中 1 座有故障或作弊 · 32 more, 1 of them with faults or cheats",
  );
});
