// The quality book of the cell: a part is taken to the measuring table every hour or two, a glued edge goes to the
// laboratory (domain reference A2, "Quality"; X7). Values come from what the machines were then.

import { LabBook, type LabTest } from "../lab-book.ts";
import type { EventBook } from "../plant-events.ts";
import type { Random } from "../random.ts";
import type { FurnitureCell } from "./furniture-cell.ts";
import { unitState } from "./unit-state.ts";

const HOURS = [1.2, 2.4] as const;

export class FurnitureLab {
  readonly #random: Random;
  readonly #book: LabBook;

  constructor(random: Random, events: EventBook, now: () => number) {
    this.#random = random.fork("values");
    this.#book = new LabBook({ random: random.fork("book"), events, now, hours: HOURS });
  }

  step(dtMs: number, cell: FurnitureCell): void {
    const { cnc } = cell.machines();
    const producing = cnc.unit.state() === unitState.working;
    this.#book.step(dtMs, producing, cnc.sheets.order(), () => this.#specimen(cell));
  }

  #specimen(cell: FurnitureCell): readonly LabTest[] {
    const { cnc, long } = cell.machines();
    const random = this.#random;
    const wear = cnc.tools.metres() / cnc.tools.current().lifeM;
    // A blunt tool is pushed aside a little more.
    const dimension = 0.04 * wear + 0.05 * random.normal();
    const coverage = long.glue.gPerM2();
    const glueC = long.pot.temperatureC();
    const line = 0.1 + 0.0012 * (coverage - 150) + 0.008 * random.normal();
    // Best at about 192 °C: colder glue wets less.
    const peel = 0.62 - 0.012 * Math.abs(glueC - 192) + 0.0006 * (coverage - 182);
    return [
      test("dimension-deviation", round(dimension, 0.01), "MMT", 8),
      test("diagonal-deviation", round(1.6 * dimension + 0.08 * random.normal(), 0.01), "MMT", 8),
      test(
        "chipping-length",
        round(Math.max(0.1 + 0.5 * wear + 0.08 * random.normal(), 0), 0.05),
        "MMT",
        8,
      ),
      test("glue-line", round(Math.max(line, 0.05), 0.01), "MMT", 10),
      test("peel-strength", round(peel + 0.025 * random.normal(), 0.01), "MPA", 55),
    ];
  }
}

function test(name: string, value: number, unit: string, minutes: number): LabTest {
  return { test: name, value, unit, minutes };
}

/** To the division of the instrument. */
function round(value: number, division: number): number {
  return Number((Math.round(value / division) * division).toFixed(3));
}
