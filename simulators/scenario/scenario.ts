// A scenario file: which plants there are, where they answer, what goes wrong and who cheats. YAML, every key
// known, every problem told at once with its path. Security is written out; nothing unsafe is a default.

import { z } from "zod";
import { cheatSchema } from "../cheats/registry.ts";
import { faultSchema } from "../faults/registry.ts";
import { lineKinds } from "../lines/registry.ts";
import { calendarSchema, instant } from "./scenario-calendar.ts";
import { expandCopies } from "./scenario-copies.ts";
import { listenSchema } from "./scenario-listen.ts";
import { opcuaSchema } from "./scenario-opcua.ts";
import { checkScenario } from "./scenario-text.ts";

export const scenarioFormat = "lineproof/scenario/1";

const plantSchema = z
  .strictObject({
    id: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "小写字母、数字和连字符 · lower case, digits and hyphens")
      .describe("Name of the plant, also its site."),
    line: z.enum(lineKinds).describe("Which line is simulated."),
    copies: z
      .int()
      .min(1)
      .max(200)
      .default(1)
      .describe(
        "So many of it, ids -001, -002 …, each with its own seed, on the ports that follow.",
      ),
    seed: z.int().optional().describe("Default: from the scenario's seed and the id."),
    start: z
      .enum(["warm", "cold"])
      .default("warm")
      .describe("warm: at temperature, producing if it is working time; cold: everything at rest."),
    calendar: calendarSchema.optional().describe("Default: the scenario's."),
    listen: listenSchema.prefault({}),
    opcua: opcuaSchema.optional().describe("Security of the OPC UA server."),
    retain: z.string().min(1).optional().describe("File of counters that survive a restart."),
    cheats: z.array(cheatSchema).default([]).describe("What is shown instead of what is."),
    faults: z.array(faultSchema).default([]).describe("What goes wrong, and when."),
  })
  .superRefine(({ listen, opcua }, context) => {
    const problem = (path: string[], message: string): void =>
      context.addIssue({ code: "custom", path, message });
    if (listen.opcua !== undefined && opcua === undefined) {
      problem(["opcua"], "有 listen.opcua 时须写明安全设置 · needed where listen.opcua is");
    }
    if (listen.opcua === undefined && opcua !== undefined) {
      problem(["listen", "opcua"], "有 opcua 时须写明端口 · needed where opcua is");
    }
  });

const scenarioSchema = z
  .strictObject({
    format: z.literal(scenarioFormat),
    name: z.strictObject({ zh: z.string().min(1), en: z.string().min(1) }),
    seed: z.int().default(1).describe("Same seed, same plants, sample by sample."),
    calendar: calendarSchema.optional().describe("Default: round the clock."),
    fast: z
      .strictObject({
        from: instant.describe("Plant time at which a fast run begins."),
        days: z.number().positive().max(400).default(1),
        cadenceSeconds: z.number().min(1).max(3600).default(10).describe("From scan to scan."),
      })
      .optional()
      .describe("What `simulate run --fast` does unless told otherwise."),
    truth: z.string().min(1).optional().describe("JSON lines of what really happens."),
    plants: z.array(plantSchema).min(1),
  })
  .transform((scenario) => ({ ...scenario, plants: scenario.plants.flatMap(expandCopies) }))
  .superRefine(({ plants }, context) => {
    for (const { path, message } of clashes(plants)) {
      context.addIssue({ code: "custom", path: [...path], message });
    }
  });

export type Scenario = z.output<typeof scenarioSchema>;
export type PlantScenario = Scenario["plants"][number];

/**
 * @param file its name, for messages.
 * Throws SIMULATORS_SCENARIO_INVALID with every problem and its path.
 */
export function parseScenario(text: string, file: string): Scenario {
  return checkScenario(scenarioSchema, text, file);
}

type Clash = { readonly path: readonly PropertyKey[]; readonly message: string };

/** What two plants cannot have in common: ids, ports, files. */
function clashes(plants: readonly ReturnType<typeof expandCopies>[number][]): readonly Clash[] {
  const owners = new Map<string, string>();
  const found: Clash[] = [];
  const claim = (key: string, path: readonly PropertyKey[], owner: string): void => {
    const other = owners.get(key);
    if (other === undefined) owners.set(key, owner);
    else found.push({ path, message: `已用于 ${other} · already used by ${other}` });
  };
  for (const { id, entry, listen, opcua, retain } of plants) {
    const at = (...path: PropertyKey[]): PropertyKey[] => ["plants", entry, ...path];
    claim(`id ${id}`, at("id"), id);
    for (const name of ["modbus", "rtuOverTcp", "opcua"] as const) {
      const endpoint = listen[name];
      if (endpoint === undefined || endpoint.port === 0) continue;
      const key = `port ${endpoint.host}:${endpoint.port}`;
      claim(key, at("listen", name, "port"), `${id}.listen.${name}`);
    }
    if (listen.rtu !== undefined) claim(`file ${listen.rtu.path}`, at("listen", "rtu", "path"), id);
    if (opcua !== undefined) claim(`file ${opcua.pki}`, at("opcua", "pki"), id);
    if (retain !== undefined) claim(`file ${retain}`, at("retain"), id);
  }
  return found;
}
