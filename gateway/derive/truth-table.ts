// truth-table: contacts or the lamps of a tower light → a state code, by declared rows. A row that leaves an input out
// does not care for it. A combination that no row lists is bad, and said once in words. With `blink`, an input may be
// "blinking" in a row; while a lamp is changing, the last state holds with its own time (lamp.ts).
import { z } from "zod";
import { status } from "#contracts/quality.ts";
import { datatypes } from "#contracts/sparkplug-datatype.ts";
import { idSchema } from "../config/schema.ts";
import type { Reading } from "../driver.ts";
import {
  type Derivation,
  type DerivationContext,
  type DerivedValue,
  derivationKind,
  needBoolean,
  type Tell,
} from "./derivation.ts";
import { Lamp, type LampLevel } from "./lamp.ts";
import { SaidOnce } from "./said-once.ts";
import { stateNameSchema, stateOf, stateSchema, undeclared } from "./state-code.ts";

const schema = z.strictObject({
  id: idSchema,
  kind: z.literal("truth-table"),
  from: z.array(idSchema).min(1).max(16),
  rows: z
    .array(
      z.strictObject({
        when: z.record(idSchema, z.union([z.boolean(), z.literal("blinking")])),
        state: stateSchema,
        name: stateNameSchema,
      }),
    )
    .min(1)
    .max(256),
  blink: z
    .strictObject({
      inputs: z.array(idSchema).min(1),
      /** The slowest blinking: one on and one off. */
      periodMs: z.number().positive().max(60_000),
    })
    .optional(),
});
type Written = z.infer<typeof schema>;
type Row = Written["rows"][number];

class TruthTable implements Derivation {
  readonly #written: Written;
  readonly #context: DerivationContext;
  readonly #said: SaidOnce;
  readonly #lamps: readonly (Lamp | undefined)[];
  #held: DerivedValue | undefined;

  constructor(written: Written, context: DerivationContext) {
    this.#written = written;
    this.#context = context;
    this.#said = new SaidOnce(context.log);
    const { from, blink } = written;
    this.#lamps = from.map((id) =>
      blink?.inputs.includes(id) === true ? new Lamp(blink.periodMs) : undefined,
    );
  }

  derive(inputs: readonly Reading[], at: number): DerivedValue {
    const levels = inputs.map(({ value }, i): LampLevel | undefined => {
      const lamp = this.#lamps[i];
      if (lamp === undefined) return value === true;
      lamp.sample(value === true, at);
      return lamp.level;
    });
    if (levels.includes(undefined)) {
      this.#held = undefined;
      return { kind: "null", value: null, status: status.badWaitingForInitialData };
    }
    if (this.#held !== undefined && this.#lamps.some((lamp) => lamp?.settled === false)) {
      return this.#held;
    }
    const found = this.#lookUp(levels);
    const sourceTime = Math.min(...inputs.map((input) => input.sourceTime));
    this.#held = this.#written.blink === undefined ? undefined : { ...found, sourceTime };
    return found;
  }

  #lookUp(levels: readonly (LampLevel | undefined)[]): DerivedValue {
    const { from, rows } = this.#written;
    const row = rows.find(({ when }) =>
      from.every((id, i) => when[id] === undefined || when[id] === levels[i]),
    );
    if (row !== undefined) return stateOf(row.state);
    const shown = from.map((id, i) => `${id}=${levels[i]}`).join(" ");
    this.#said.say(
      shown,
      `${this.#context.name}: 真值表里没有这种组合:${shown},读数无效 · the truth table has no row for ${shown}: the reading is bad`,
    );
    return undeclared;
  }
}

function checkRows({ from, rows, blink }: Written, tell: Tell): void {
  const known = new Set(from);
  rows.forEach(({ when }, r) => {
    for (const [id, level] of Object.entries(when)) {
      if (!known.has(id)) tell(["rows", r, "when", id], `不在 from 里 · ${id} is not in from`);
      if (level === "blinking" && blink?.inputs.includes(id) !== true) {
        tell(["rows", r, "when", id], `不在 blink.inputs 里 · ${id} is not in blink.inputs`);
      }
    }
    const earlier = rows.findIndex((other, o) => o < r && contradicts(other, rows[r]));
    if (earlier >= 0) {
      tell(
        ["rows", r],
        `与第 ${earlier + 1} 行说法不一 · the same combination has another state in row ${earlier + 1}`,
      );
    }
  });
  for (const id of blink?.inputs ?? []) {
    if (!known.has(id)) tell(["blink", "inputs"], `不在 from 里 · ${id} is not in from`);
  }
}

/** Two rows that hold together but give different states. */
function contradicts(a: Row, b: Row | undefined): boolean {
  if (b === undefined || a.state === b.state) return false;
  return Object.entries(a.when).every(([id, level]) => (b.when[id] ?? level) === level);
}

export const truthTable = derivationKind("truth-table", schema, (written, tell) => {
  checkRows(written, tell);
  return {
    from: written.from,
    datatype: datatypes.Int32,
    checkInputs: (inputs, intervalMs, tellInputs) => {
      for (const input of inputs) needBoolean(input, "from", tellInputs);
      const slowest = (written.blink?.periodMs ?? Number.POSITIVE_INFINITY) / 4;
      if (intervalMs === undefined || intervalMs <= slowest) return;
      tellInputs(
        ["blink", "periodMs"],
        `扫描间隔 ${intervalMs} ms 看不清闪烁,不得超过 ${slowest} ms · scanning every ${intervalMs} ms cannot see it blink: at most ${slowest} ms`,
      );
    },
    start: (context) => new TruthTable(written, context),
  };
});
