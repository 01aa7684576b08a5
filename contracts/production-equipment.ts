// The list L: what ratios of equipment are counted of. Apart from the schema, so that a page can use it without one.
import type { Equipment, Line } from "./line-model.ts";

/** All production equipment, the denominator of equipment ratios, in the model's order. */
export function productionEquipment(lines: readonly Line[]): readonly Equipment[] {
  return lines
    .flatMap((each) => each.equipment)
    .filter(({ role }) => role === undefined || role === "production");
}
