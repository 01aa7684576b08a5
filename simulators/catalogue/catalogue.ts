// Everything that can be simulated, gathered from the registries: for `simulate list` and for the page
// docs/simulator-catalogue.md, which a test keeps equal to this.

import { cheatKinds } from "../cheats/registry.ts";
import { type ProductId, productIds, products } from "../devices/registry.ts";
import { faultKinds } from "../faults/registry.ts";
import { type LineKind, lineKinds, lineRegistry } from "../lines/registry.ts";
import { createRandom } from "../plant/random.ts";
import type { SignalEntry } from "../plant/signal-sheet.ts";
import { alwaysWork } from "../plant/work-schedule.ts";
import { SharedSurroundings } from "../run/shared-surroundings.ts";
import type { OpcUaExposure } from "../wire/exposure.ts";

type Words = { readonly zh: string; readonly en: string };

export type CatalogueLine = {
  readonly kind: LineKind;
  readonly words: Words;
  /** Points by equipment, with their entry where the line has a signal sheet. */
  readonly equipment: ReadonlyMap<string, readonly (readonly [string, SignalEntry | undefined])[]>;
  readonly units: readonly {
    readonly unit: number;
    readonly product: ProductId;
    readonly equipment: string;
  }[];
  /** What its OPC UA server is like; null: none. */
  readonly opcua: string | null;
};

export type Catalogue = {
  readonly lines: readonly CatalogueLine[];
  readonly products: readonly {
    readonly id: ProductId;
    readonly maker: string;
    readonly model: string;
    readonly words: Words;
    readonly points: readonly string[];
  }[];
  readonly faults: readonly {
    readonly kind: string;
    readonly layer: string;
    readonly words: Words;
    readonly says: Words;
    readonly example: string;
  }[];
  readonly cheats: readonly {
    readonly kind: string;
    readonly words: Words;
    readonly example: string;
  }[];
};

/** An instant in a working week; what a line offers does not depend on it. */
const ANY_TIME = Date.UTC(2026, 0, 5, 2);

export async function catalogue(): Promise<Catalogue> {
  return {
    lines: await Promise.all(lineKinds.map(describeLine)),
    products: productIds.map((id) => {
      const { maker, model, name, points } = products[id];
      return { id, maker, model, words: name, points };
    }),
    faults: faultKinds.map(({ kind, layer, words: { zh, en }, example }) => ({
      kind,
      layer,
      words: { zh: zh.name, en: en.name },
      says: { zh: zh.says, en: en.says },
      example,
    })),
    cheats: cheatKinds.map(({ kind, words, example }) => ({ kind, words, example })),
  };
}

async function describeLine(kind: LineKind): Promise<CatalogueLine> {
  const { grid, ambientC, now } = new SharedSurroundings(ANY_TIME);
  const create = await lineRegistry[kind].load();
  const {
    plant,
    exposure,
    signals = {},
  } = create({
    random: createRandom(1),
    grid,
    ambientC,
    now,
    schedule: alwaysWork,
    start: "warm",
  });
  const equipment = new Map<string, (readonly [string, SignalEntry | undefined])[]>();
  for (const point of plant.points) {
    const at = point.indexOf(".");
    const id = point.slice(0, at);
    const listed = equipment.get(id) ?? [];
    listed.push([point.slice(at + 1), signals[point]]);
    equipment.set(id, listed);
  }
  return {
    kind,
    words: lineRegistry[kind].words,
    equipment,
    units: exposure.modbus.map(({ unit, product, equipment: shown }) => ({
      unit,
      product,
      equipment: shown,
    })),
    opcua: exposure.opcua === null ? null : describeServer(exposure.opcua),
  };
}

function describeServer(server: OpcUaExposure): string {
  if (server.kind === "controller") return `S7-like, ${server.variables.length} variables`;
  return server.machines.map(({ browseName, kind }) => `${browseName} (${kind})`).join(", ");
}
