// The oven on its own: zone 1 dips by 5–15 °C on a wet mat (domain reference A3), what is laid comes out after the
// oven's length, gas follows the mat, and a fire or a leak does what it must.
import { expect, test } from "vitest";
import { createRandom } from "../random.ts";
import { CuringOven, type OvenGiven, speedFor } from "./curing-oven.ts";
import { matWeightOf, woolRecipes } from "./wool-recipe.ts";

const [recipe = expect.fail("no recipe")] = woolRecipes;
const WOOL_KG_S = 1.19;
const usual: OvenGiven = {
  aimKgS: WOOL_KG_S,
  weight: matWeightOf(recipe),
  loi: 0.035,
  recipe,
  firing: true,
  upset: undefined,
  upsetMs: 0,
};

function settled(seed: number): CuringOven {
  const oven = new CuringOven(createRandom(seed), WOOL_KG_S, recipe, 22);
  pass(oven, 3_600, usual);
  return oven;
}

/** Lowest of zone 1 meanwhile. */
function pass(oven: CuringOven, seconds: number, given: OvenGiven): number {
  let lowest = Number.POSITIVE_INFINITY;
  for (let n = 0; n < seconds; n += 1) {
    oven.step(1_000, { ...given, upsetMs: n * 1_000 }, 22, 400);
    lowest = Math.min(lowest, oven.zones[0]?.temperatureC() ?? 0);
  }
  return lowest;
}

test.each([1, 2, 3, 4, 5])("seed %d: zone 1 drops by 5–15 °C on a wet mat", (seed) => {
  const oven = settled(seed);
  const before = oven.zones[0]?.temperatureC() ?? 0;
  const drop = before - pass(oven, 400, { ...usual, upset: "wet-mat" });
  expect(drop).toBeGreaterThan(5);
  expect(drop).toBeLessThan(15);
});

test("a heavier piece of mat comes out after 24 m, neither earlier nor later", () => {
  const oven = settled(7);
  pass(oven, 10, { ...usual, weight: 1.2 * usual.weight });
  const lagS = 24 / (speedFor(WOOL_KG_S, usual.weight) / 60);
  const out: number[] = [];
  for (let n = 0; n < lagS + 60; n += 1) {
    pass(oven, 1, usual);
    out.push(oven.weightOut());
  }
  const first = out.findIndex((weight) => weight > 1.1 * usual.weight);
  expect(Math.abs(first - (lagS - 10))).toBeLessThan(4);
  expect(oven.weightOut()).toBeCloseTo(usual.weight, 6);
});

test("without a mat it burns for its losses only; with one again it burns as before", () => {
  const oven = settled(8);
  const full = oven.gasNm3H();
  pass(oven, 3_600, { ...usual, weight: 0 });
  expect(oven.gasNm3H()).toBeLessThan(0.65 * full);
  expect(oven.empty()).toBe(true);
  pass(oven, 3_600, usual);
  expect(Math.abs(oven.gasNm3H() / full - 1)).toBeLessThan(0.1);
});

test("a fire goes above 280 °C; a leak is smelt and the burners are shut", () => {
  const burning = settled(9);
  pass(burning, 60, { ...usual, upset: "oven-fire" });
  expect(burning.hottestC()).toBeGreaterThan(280);
  const leaking = settled(9);
  pass(leaking, 120, { ...usual, upset: "gas-leak" });
  expect(leaking.gasSeenPercent()).toBeGreaterThan(20);
  expect(leaking.gasNm3H()).toBeLessThan(5);
  expect(leaking.ready()).toBe(false);
});

test("chains move to another product's height within a minute or two, not at once", () => {
  const oven = settled(10);
  const other = woolRecipes.find(({ thicknessMm }) => thicknessMm === 100);
  if (other === undefined) expect.fail("no other recipe");
  pass(oven, 10, { ...usual, recipe: other });
  expect(oven.heightMm()).toBeLessThan(70);
  pass(oven, 90, { ...usual, recipe: other });
  expect(oven.heightMm()).toBe(100);
});
