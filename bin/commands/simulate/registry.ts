// The words after `lineproof simulate`; one file and one line each.
import { list } from "./list.ts";
import { replay } from "./replay.ts";
import { run } from "./run.ts";
import type { SimulateCommand } from "./simulate-command.ts";
import { truth } from "./truth.ts";

export const simulateCommands: readonly SimulateCommand[] = [list, run, replay, truth];
