// The cheats that a scenario can name; one file and one line each.

import { z } from "zod";
import { frozenSignal, frozenSignalWords } from "./frozen-signal.ts";

export const cheatSchema = z.discriminatedUnion("kind", [frozenSignal]);

export const cheatKinds = [frozenSignalWords];
