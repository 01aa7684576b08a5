// The scenario file of the press hall: YAML, every key known, every problem told at once.

import { z } from "zod";
import { checkScenario } from "./scenario-file.ts";

const unit = z.int().min(1).max(247);

const scenarioSchema = z
  .strictObject({
    plant: z.literal("press-hall").describe("Which plant is simulated."),
    seed: z.int().default(1).describe("Same seed, same plant, sample by sample."),
    start: z
      .enum(["warm", "cold"])
      .default("warm")
      .describe("warm: platens hot and producing; cold: about 100 min of heating up first."),
    listen: z
      .strictObject({
        host: z.string().min(1).default("127.0.0.1").describe("Address to listen on."),
        port: z.int().min(0).max(65_535).default(1502).describe("0 takes a free port."),
      })
      .prefault({}),
    units: z
      .strictObject({
        meter: unit.default(1).describe("Modbus unit id of the SDM630 energy meter."),
        zone1: unit.default(11).describe("Unit id of the E5CC of zone 1 (230 °C)."),
        zone2: unit.default(12).describe("Unit id of the E5CC of zone 2 (215 °C)."),
      })
      .prefault({}),
    truthFile: z
      .string()
      .min(1)
      .optional()
      .describe(
        "JSON lines with the true process values, one per second; relative to the working folder.",
      ),
  })
  .superRefine(({ units }, context) => {
    const entries = Object.entries(units);
    entries.forEach(([name, value], index) => {
      const twin = entries.slice(0, index).find(([, other]) => other === value);
      if (twin === undefined) return;
      context.addIssue({
        code: "custom",
        path: ["units", name],
        message: `单元号 ${value} 已用于 units.${twin[0]} · unit id ${value} is already used by units.${twin[0]}`,
      });
    });
  });

export type Scenario = z.output<typeof scenarioSchema>;

/**
 * @param file its name, for messages.
 * Throws SIMULATORS_SCENARIO_INVALID with every problem and its path.
 */
export function parseScenario(text: string, file: string): Scenario {
  return checkScenario(scenarioSchema, text, file);
}
