import { z } from "zod";
import { answerAsked } from "../asked.ts";
import { json, type Route } from "../route.ts";

const askedSchema = z.strictObject({ equipment: z.string(), signal: z.string() });

/** One signal asked alone over the running connection: raw registers and every plausible decoding. */
export const checkRoute: Route = {
  method: "POST",
  path: "/api/check",
  needsToken: true,
  answer: ({ desk }, request) =>
    answerAsked(askedSchema, request, async ({ equipment, signal }) => {
      const { checkLiveSignal } = await import("../../commissioning/live-check.ts");
      return json(200, await checkLiveSignal(desk, equipment, signal));
    }),
};
