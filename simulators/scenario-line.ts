// The scenario file of a whole line with its Modbus and OPC UA servers: YAML, every key known, every
// problem told at once. Security is written out; nothing unsafe is a default.

import { z } from "zod";
import { cheatSchema } from "./cheats/registry.ts";
import { lineKinds } from "./lines/registry.ts";
import { parseScenario, type Scenario } from "./scenario.ts";
import { checkScenario, plantNamed, refuse } from "./scenario-file.ts";
import { opcUaSecurityModes, opcUaSecurityPolicies } from "./servers/opcua-security.ts";

function listener(defaultPort: number) {
  return z
    .strictObject({
      host: z.string().min(1).default("127.0.0.1").describe("Address to listen on."),
      port: z.int().min(0).max(65_535).default(defaultPort).describe("0 takes a free port."),
    })
    .prefault({});
}

const opcuaSchema = z
  .strictObject({
    securityModes: z.array(z.enum(opcUaSecurityModes)).min(1).describe("What is offered."),
    securityPolicies: z
      .array(z.enum(opcUaSecurityPolicies))
      .default([])
      .describe("Offered with every mode but None."),
    pki: z.string().min(1).describe("Folder of the server's key and certificate; made once."),
    acceptUnknownClients: z
      .boolean()
      .default(false)
      .describe("Whether client certificates outside <pki>/trusted/certs are taken."),
    anonymous: z.boolean().default(true).describe("Whether sessions without a user are opened."),
    users: z.string().min(1).optional().describe("YAML file, one `name: password` per line."),
    renumber: z
      .boolean()
      .default(false)
      .describe("Whether the namespace indexes differ from start to start."),
  })
  .superRefine((opcua, context) => {
    const problem = (path: string, message: string): void =>
      context.addIssue({ code: "custom", path: [path], message });
    const secure = opcua.securityModes.some((mode) => mode !== "None");
    if (secure && opcua.securityPolicies.length === 0) {
      problem(
        "securityPolicies",
        "Sign 和 SignAndEncrypt 需要策略 · Sign and SignAndEncrypt need a policy",
      );
    }
    if (!secure && opcua.securityPolicies.length > 0) {
      problem(
        "securityPolicies",
        "只有 None 时没有策略 · without a secure mode there is no policy",
      );
    }
    for (const key of ["securityModes", "securityPolicies"] as const) {
      if (new Set<string>(opcua[key]).size < opcua[key].length) {
        problem(key, "有重复 · stands twice");
      }
    }
    if (!opcua.anonymous && opcua.users === undefined) {
      problem("users", "不允许匿名时必须给出 · needed where anonymous is false");
    }
  });

const lineScenarioSchema = z.strictObject({
  plant: z.enum(lineKinds).describe("Which line is simulated."),
  seed: z.int().default(1).describe("Same seed, same plant."),
  listen: z.strictObject({ modbus: listener(1502), opcua: listener(4840) }).prefault({}),
  opcua: opcuaSchema,
  retain: z.string().min(1).optional().describe("File of counters that survive a restart."),
  cheats: z.array(cheatSchema).default([]).describe("What lies between plant and servers."),
  truthFile: z.string().min(1).optional().describe("JSON lines with the truth, one per second."),
});

export type LineScenario = z.output<typeof lineScenarioSchema>;

/**
 * A scenario of any plant. Throws SIMULATORS_SCENARIO_INVALID with every problem and its path.
 * @param file its name, for messages.
 */
export function parseAnyScenario(text: string, file: string): Scenario | LineScenario {
  const plant = plantNamed(text, file);
  if (plant === "press-hall") return parseScenario(text, file);
  if (lineKinds.some((kind) => kind === plant))
    return checkScenario(lineScenarioSchema, text, file);
  const known = ["press-hall", ...lineKinds].join(" | ");
  throw refuse(file, [`plant: 只能是 ${known} · must be one of these`]);
}
