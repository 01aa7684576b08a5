// What a fast run is told of one plant: plain data, so that it can be handed to another process, which reads the
// scenario again.
import type { LineKind } from "#simulators/lines/registry.ts";
import type { WorkCalendar } from "#simulators/plant/work-schedule.ts";
import { parseScenario, scenarioFormat } from "#simulators/scenario/scenario.ts";
import {
  createFastLine,
  type FastLine,
  type FastLineOptions,
} from "#simulators/stepping/fast-line.ts";
import { CommandError } from "../errors.ts";

export type FastPlant = {
  /** Of the plant in the scenario; names its folder. */
  readonly id: string;
  readonly site: string;
  readonly gateway: string;
  readonly lineModelHash?: string;
  /** Its text, and its name for messages. */
  readonly scenario: { readonly text: string; readonly file: string };
};

export type PlainLine = {
  readonly id: string;
  readonly site: string;
  readonly gateway: string;
  readonly line: LineKind;
  readonly seed: number;
  readonly start?: "warm" | "cold";
  /** Absent: round the clock. */
  readonly calendar?: WorkCalendar;
  /** As a scenario writes them. */
  readonly cheats?: readonly unknown[];
  readonly faults?: readonly unknown[];
};

/** A plant without a scenario file: a scenario of this plant alone, without listeners. */
export function plainPlant({ site, gateway, ...plant }: PlainLine): FastPlant {
  const { id } = plant;
  const name = { zh: id, en: id };
  // JSON is YAML.
  const text = JSON.stringify({ format: scenarioFormat, name, plants: [plant] });
  return { id, site, gateway, scenario: { text, file: id } };
}

/** Throws SIMULATORS_SCENARIO_INVALID, SIMULATORS_STEP_INVALID, BIN_UNKNOWN for a plant that is not in it. */
export async function buildFastPlant(
  { id, scenario: { text, file } }: FastPlant,
  time: Pick<FastLineOptions, "from" | "cadenceMs" | "only">,
): Promise<FastLine> {
  const scenario = parseScenario(text, file);
  const plant = scenario.plants.find((each) => each.id === id);
  if (plant === undefined) {
    throw new CommandError("BIN_UNKNOWN", `场景 ${file} 中没有 ${id} · no ${id} in ${file}`, {
      id,
      file,
    });
  }
  const { from, cadenceMs, only } = time;
  const scanned = only === undefined ? {} : { only };
  return createFastLine({ scenario, plant, from, cadenceMs, ...scanned });
}
