import { expect, test } from "vitest";
import { equipmentHref, placeOf } from "./place.ts";

test("every page has an address, and what is none is said", () => {
  expect(
    ["", "#", "#/", "#/find", "#/import", "#/configuration", "#/x", "#/find/x"].map(placeOf),
  ).toEqual(
    [
      "overview",
      "overview",
      "overview",
      "find",
      "import",
      "configuration",
      "unknown",
      "unknown",
    ].map((page) => ({ page })),
  );
});

test("equipment of any name is found again by its address", () => {
  for (const id of ["press", "1#热压机/北", "%"]) {
    expect(placeOf(equipmentHref(id))).toEqual({ page: "equipment", id });
  }
  expect(placeOf("#/equipment/%")).toEqual({ page: "equipment", id: "%" });
});
