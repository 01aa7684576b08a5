import type { Command } from "./command.ts";
import { demo } from "./demo.ts";
import { gateway } from "./gateway.ts";
import { serve } from "./serve.ts";
import { simulate } from "./simulate.ts";

export const commands: { readonly [name: string]: Command } = { demo, simulate, gateway, serve };
