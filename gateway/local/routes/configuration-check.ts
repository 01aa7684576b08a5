import { z } from "zod";
import { answerAsked } from "../asked.ts";
import { json, type Route } from "../route.ts";

const askedSchema = z.strictObject({ text: z.string() });

/** What a text would change, or 409 with every problem of it. Nothing is changed. */
export const configurationCheckRoute: Route = {
  method: "POST",
  path: "/api/configuration/check",
  needsToken: true,
  maxBodyBytes: 2 * 1024 * 1024,
  answer: ({ desk }, request) =>
    answerAsked(askedSchema, request, async ({ text }) => {
      const { checkConfiguration } = await import("../configuration-file.ts");
      return json(200, checkConfiguration(desk, text));
    }),
};
