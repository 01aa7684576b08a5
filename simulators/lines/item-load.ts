// No plant at all but a load: 10 000 variables of one controller, each of which changes once a second. The
// size at which an S7-1500 ends (10 000 monitored items); for benches of whoever reads. Values are functions
// of the second and the seed, computed when somebody reads them.

import type { Plant, PointValue } from "../plant/plant.ts";
import type { Random } from "../plant/random.ts";
import type { OpcUaVariable } from "../wire/exposure.ts";
import type { LineFactory } from "./line.ts";
import { S7_NAMESPACE, s7Variables } from "./s7-variables.ts";

const EQUIPMENT = "load";
const BLOCK_SIZE = 1_000;
/** A prime above every pace, so that an item runs through all places before it comes back to one. */
const PERIOD_S = 9_973;

/** Types in the proportion of a real data block: mostly Float, some counters, few Double. */
const BLOCKS = [
  ...Array.from({ length: 6 }, () => "Float" as const),
  ...Array.from({ length: 3 }, () => "Int32" as const),
  "Double" as const,
];

type Item = {
  readonly type: (typeof BLOCKS)[number];
  /** Places per second, at least one, and where it begins: two values in a row are never equal. */
  readonly pace: number;
  readonly phase: number;
};

export const createItemLoad: LineFactory = ({ random, now }) => {
  const variables = BLOCKS.flatMap((type, block) => blockVariables(type, block));
  const items = new Map(variables.map(({ point, type }) => [point, createItem(type, random)]));
  return {
    plant: new ItemLoad(items, now),
    exposure: {
      modbus: [],
      opcua: {
        kind: "controller",
        namespace: S7_NAMESPACE,
        product: { maker: "Lineproof simulator", name: "S7-1500 (simulated)", version: "V3.0" },
        variables,
      },
    },
  };
};

/** `s="DB_Load03"."Float"[17]`, point `load.3.17`. */
function blockVariables(type: Item["type"], block: number): readonly OpcUaVariable[] {
  const tags = Array.from(
    { length: BLOCK_SIZE },
    (_, n) => [`${block}.${n}`, `${type}[${n}]`, type] as const,
  );
  return s7Variables("PLC_Load", EQUIPMENT, `DB_Load${`${block}`.padStart(2, "0")}`, tags);
}

function createItem(type: OpcUaVariable["type"], random: Random): Item {
  return {
    type: type as Item["type"],
    pace: 1 + Math.floor(random.between(0, 100)),
    phase: Math.floor(random.between(0, PERIOD_S)),
  };
}

class ItemLoad implements Plant {
  readonly points: readonly string[];
  readonly #items: ReadonlyMap<string, Item>;
  readonly #now: () => number;

  /** @param now ms since the epoch. */
  constructor(items: ReadonlyMap<string, Item>, now: () => number) {
    this.points = [...items.keys()];
    this.#items = items;
    this.#now = now;
  }

  step(): void {
    // Values are functions of the clock.
  }

  value(point: string): PointValue {
    const item = this.#items.get(point);
    if (item === undefined) throw new RangeError(`没有测点 ${point} · no point ${point}`);
    const place = (this.#second() * item.pace + item.phase) % PERIOD_S;
    if (item.type === "Int32") return place;
    // Lattices of a tenth and of a thousandth, as transmitters have them.
    return item.type === "Float" ? place / 10 : place / 1_000;
  }

  truth(): ReturnType<Plant["truth"]> {
    return { state: "running", work: "work", order: null, product: null, second: this.#second() };
  }

  summary(): ReturnType<Plant["summary"]> {
    return {
      state: { zh: "负载", en: "load" },
      product: "",
      output: { value: this.#second() * this.points.length, unit: "values" },
      powerKw: 0,
    };
  }

  takeEvents(): readonly [] {
    return [];
  }

  retained(): Readonly<Record<string, number>> {
    return {};
  }

  restore(): void {
    // It keeps nothing.
  }

  #second(): number {
    return Math.floor(this.#now() / 1_000);
  }
}
