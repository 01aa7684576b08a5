// The catalogue page is what the registries say: lines, points, products, faults, cheats.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { catalogue } from "#simulators/catalogue/catalogue.ts";
import { cataloguePage } from "#simulators/catalogue/catalogue-page.ts";

const page = new URL("../../docs/simulator-catalogue.md", import.meta.url);

test("docs/simulator-catalogue.md is the generated page", async () => {
  const generated = cataloguePage(await catalogue());
  // Else: npm run -s lineproof -- simulate list --markdown > docs/simulator-catalogue.md
  expect(readFileSync(page, "utf8")).toBe(generated);
});

test("every factory's line has a signal sheet that names every point but its nameplates", async () => {
  const { lines } = await catalogue();
  const small = ["press-hall", "item-load", "float-load", "type-sampler"];
  for (const { kind, equipment } of lines) {
    const unnamed = [...equipment].flatMap(([id, points]) =>
      points.flatMap(([signal, entry]) => (entry === undefined ? [`${id}.${signal}`] : [])),
    );
    if (small.includes(kind)) expect(unnamed.length, kind).toBeGreaterThan(0);
    else expect([kind, unnamed.filter((point) => !point.endsWith(".serial"))]).toEqual([kind, []]);
  }
});
