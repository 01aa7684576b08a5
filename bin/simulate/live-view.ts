// One screen that says what each plant does now; drawn anew every second on a terminal.
import { basename } from "node:path";
import type { RunningScenario } from "#simulators/run/run-scenario.ts";
import type { RunningPlant } from "#simulators/run/running-plant.ts";
import { shorten } from "../terminal-text.ts";
import { type PlantRow, plantTable } from "./plant-table.ts";

const redrawMs = 1_000;
const clearScreen = "\u001b[H\u001b[J";
/** Head, empty lines and the last log lines around the table, and the line of the cursor. */
const otherLines = 7;
const keptLogLines = 3;

export type LiveView = {
  /** A line for people, shown below the table. */
  log(line: string): void;
  end(): void;
};

export function rowOf(plant: RunningPlant): PlantRow {
  const { state, product, output, powerKw } = plant.summary();
  const { faults, cheats } = plant.truth();
  return {
    id: plant.id,
    state: state.zh,
    product,
    output,
    powerKw,
    readers: plant.readers(),
    acts: [...faults, ...cheats].map(({ kind }) => kind),
  };
}

/** @param screen a terminal. */
export function openLiveView(
  screen: NodeJS.WriteStream,
  name: string,
  running: RunningScenario,
  now: () => number,
): LiveView {
  const started = now();
  const lines: string[] = [];
  const draw = (): void => {
    const seconds = Math.floor((now() - started) / 1000);
    const clock = new Date(seconds * 1000).toISOString().slice(11, 19);
    const table = plantTable(running.plants.map(rowOf), (screen.rows ?? 24) - otherLines);
    const head = `产线实证 · 仿真 simulation  ${clock}  Ctrl-C 停止 stops: ${basename(name)}`;
    const all = [head, "", ...table, "", ...lines].map((line) => shorten(line, 80));
    screen.write(`${clearScreen}${all.join("\n")}\n`);
  };
  draw();
  const timer = setInterval(draw, redrawMs);
  return {
    log: (line) => {
      lines.push(...line.split("\n").slice(0, keptLogLines));
      lines.splice(0, lines.length - keptLogLines);
    },
    end: () => clearInterval(timer),
  };
}
