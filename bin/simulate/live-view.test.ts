import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { columnsOf } from "../terminal-text.ts";
import { openLiveView } from "./live-view.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const plant = {
  id: "hall",
  summary: () => ({
    state: { zh: "运行", en: "running" },
    product: "P2",
    output: { value: 1, unit: "C62" },
    powerKw: 1,
  }),
  truth: () => ({ faults: [], cheats: [] }),
  readers: () => 0,
};

test("a screen is at most 80 columns and as many lines as it has, whatever names and log lines are", () => {
  const drawn: string[] = [];
  const screen = { rows: 12, write: (text: string) => drawn.push(text) > 0 };
  const running = { plants: Array.from({ length: 40 }, () => plant), close: async () => undefined };
  const name = `/a/long/way/${"to/".repeat(30)}${"plant".repeat(20)}.yaml`;
  const view = openLiveView(screen as never, name, running as never, () => 0);
  view.log("第一行\nsecond\nthird\nfourth");
  view.log(`网关主机故障只在 --fast 下起作用 ${"fault ".repeat(40)}`);
  vi.advanceTimersByTime(1_000);
  view.end();
  vi.advanceTimersByTime(5_000);
  expect(drawn).toHaveLength(2);
  const lines = drawn.at(-1)?.replace("\u001b[H\u001b[J", "").trimEnd().split("\n") ?? [];
  // The line behind the last one is the cursor's.
  expect(lines).toHaveLength(screen.rows - 1);
  for (const line of lines) expect(columnsOf(line), line).toBeLessThanOrEqual(80);
  expect(lines[0]).toContain("Ctrl-C");
  expect(lines.slice(-3)[0]).toBe("second");
});
