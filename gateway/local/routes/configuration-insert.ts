import { z } from "zod";
import { answerAsked } from "../asked.ts";
import { json, type Route } from "../route.ts";

const askedSchema = z.strictObject({ text: z.string(), equipment: z.string() });

/** A configuration with further equipment behind that it has; every other line stays as it is. */
export const configurationInsertRoute: Route = {
  method: "POST",
  path: "/api/configuration/insert",
  needsToken: true,
  maxBodyBytes: 4 * 1024 * 1024,
  answer: (_gateway, request) =>
    answerAsked(askedSchema, request, async ({ text, equipment }) => {
      const { insertEquipment } = await import("../../commissioning/insert-equipment.ts");
      return json(200, insertEquipment(text, equipment));
    }),
};
