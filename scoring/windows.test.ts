// Items of one policy look at windows of their own, and at the gates on theirs.
import { expect, test } from "vitest";
import { buildEvidence, evidenceSchema } from "../test/golden/scoring/build-evidence.ts";
import { loadPolicy } from "./files/load-policy.ts";
import { judgeSite } from "./judge.ts";

const policy = loadPolicy("langfang-2023-demo");

const at = (clockOffsetMs: number, from: string) =>
  buildEvidence(
    evidenceSchema.parse({
      window: { from, to: "2023-03-01T12:00:00+08:00" },
      simulated: true,
      equipment: [{ id: "m1" }],
      logs: [{ gateway: "gw-1", clockOffsetMs }],
    }),
  );

// The clock was wrong at first, and has been right in the shorter window.
const evidence = new Map([
  ["pilot", at(100, "2023-03-01T11:00:00+08:00")],
  ["demonstration", at(60_000, "2023-03-01T09:00:00+08:00")],
]);

test("an item is judged on its own window, and what it requires as well", () => {
  const asked: string[] = [];
  const items = judgeSite(policy, (id) => {
    asked.push(id);
    return evidence.get(id)!;
  });
  expect(asked.sort()).toEqual(["demonstration", "pilot"]);
  const of = (id: string) => items.find(({ item }) => item === id)!;
  const clock = of("G").criteria.find(({ criterion }) => criterion === "G-06");
  expect(clock).toMatchObject({ state: "MET", window: evidence.get("pilot")!.window });
  for (const { window } of of("B1").criteria) {
    expect(window).toEqual(evidence.get("demonstration")!.window);
  }
  // The gate that fails for the ninety-day item alone.
  expect(of("A1").counts.NOT_MET).toBe(0);
  expect(of("B1").must).toContain("G-06");
  const without = judgeSite(policy, (id) =>
    id === "pilot" ? evidence.get(id)! : at(100, "2023-03-01T09:00:00+08:00"),
  );
  expect(of("B1").counts.NOT_MET).toBe(
    without.find(({ item }) => item === "B1")!.counts.NOT_MET + 1,
  );
});
