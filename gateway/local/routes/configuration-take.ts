import { z } from "zod";
import { answerAsked } from "../asked.ts";
import { json, type Route } from "../route.ts";

const askedSchema = z.strictObject({ text: z.string(), digest: z.string() });

/** Writes the configuration file, the one before beside it, and takes it over; 409 when any of it fails. */
export const configurationTakeRoute: Route = {
  method: "POST",
  path: "/api/configuration",
  needsToken: true,
  maxBodyBytes: 2 * 1024 * 1024,
  answer: (gateway, request) =>
    answerAsked(askedSchema, request, async ({ text, digest }) => {
      const { takeConfiguration } = await import("../configuration-file.ts");
      return json(200, takeConfiguration(gateway, text, digest));
    }),
};
