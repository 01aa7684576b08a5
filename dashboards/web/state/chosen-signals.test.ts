import { expect, test } from "vitest";
import { furnitureModel } from "../../fixtures/furniture-model.ts";
import {
  type ChosenSignal,
  chosenOfSearch,
  findSignal,
  firstChosen,
  keyOf,
  searchOfChosen,
  toggleChosen,
} from "./chosen-signals.ts";

const model = furnitureModel();
const of = (key: string): ChosenSignal => {
  const found = findSignal(model, key);
  if (found === undefined) throw new Error(key);
  return found;
};
const keys = (chosen: readonly ChosenSignal[] | undefined) => chosen?.map(keyOf);
const load = of("cnc-1/load.spindle");
const glue = of("edgebander-2/temperature.glue");

test("what the address was given comes back from it, and the rest of the query stays", () => {
  const search = searchOfChosen("?policy=demo&signals=old/one", [load, glue]);
  expect(search).toBe("?policy=demo&signals=cnc-1/load.spindle,edgebander-2/temperature.glue");
  expect(keys(chosenOfSearch(model, search))).toEqual([keyOf(load), keyOf(glue)]);
  expect(searchOfChosen(search, [])).toBe("?policy=demo");
});

test("a link that encoded its list whole is read too", () => {
  const whole = `?signals=${encodeURIComponent(`${keyOf(load)},${keyOf(glue)}`)}`;
  expect(keys(chosenOfSearch(model, whole))).toEqual([keyOf(load), keyOf(glue)]);
});

test.each([
  "",
  "?signals=",
  "?signals=cnc-1",
  "?signals=cnc-1/none",
  "?signals=%E0%A4%A/x",
  "?signals=cnc-1/load.spindle/more",
])("%s names nothing of this site", (search) => {
  expect(chosenOfSearch(model, search)).toBeUndefined();
});

test("a name that is unknown or said twice does not harm the others", () => {
  const search = "?signals=gone/x,cnc-1/load.spindle,cnc-1/load.spindle";
  expect(keys(chosenOfSearch(model, search))).toEqual([keyOf(load)]);
});

test("choosing twice lets go, and a fifth signal takes the place of the oldest", () => {
  const many = ["state", "fault", "output.total", "oee"].map((id) => of(`cnc-1/${id}`));
  expect(keys(toggleChosen(many, of("cnc-1/fault")))).toEqual(
    keys([many[0], many[2], many[3]] as ChosenSignal[]),
  );
  expect(keys(toggleChosen(many, glue))).toEqual([...(keys(many.slice(1)) ?? []), keyOf(glue)]);
});

test("the first shown is a process value of the pace machine", () => {
  expect(keys(firstChosen(model))?.[0]).toMatch(/^cnc-1\//);
});
