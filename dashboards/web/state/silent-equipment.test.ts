import { expect, test } from "vitest";
import type { LastValue, LinkState } from "#contracts/live.ts";
import { pressHallModel } from "../../fixtures/press-hall-model.ts";
import { silentEquipment } from "./silent-equipment.ts";

const model = pressHallModel();
const value = (equipment: string, plain: number | null) =>
  ({ equipment, signal: "s", value: plain }) as LastValue;
const links = (devices: LinkState["devices"]): LinkState[] => [
  { gateway: "gw-press-1", online: true, since: 1, devices },
];
const names = (found: ReturnType<typeof silentEquipment>) =>
  found.map(({ equipment, never, since }) => [equipment.id, never, since]);

test("a machine whose connection is down is silent; one that was read before did answer", () => {
  const found = silentEquipment(model, {
    values: [value("meter-1", 1), value("zone-1", 2), value("zone-2", null)],
    links: links([
      { equipment: "meter-1", online: true, since: 3 },
      { equipment: "zone-1", online: false, since: 7 },
      { equipment: "zone-2", online: false, since: 9 },
    ]),
  });
  expect(names(found)).toEqual([
    ["zone-1", false, 7],
    ["zone-2", true, 9],
  ]);
});

test("a machine that no link knows and no value comes from never answered", () => {
  const found = silentEquipment(model, {
    values: [value("meter-1", 1), value("zone-1", 1)],
    links: links([]),
  });
  expect(names(found)).toEqual([["zone-2", true, undefined]]);
});

test("nobody is silent where every connection stands, even without a value yet", () => {
  const up = ["meter-1", "zone-1", "zone-2"].map((equipment) => ({
    equipment,
    online: true,
    since: 1,
  }));
  expect(silentEquipment(model, { values: [], links: links(up) })).toEqual([]);
});
