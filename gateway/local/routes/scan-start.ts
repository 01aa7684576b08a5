import { z } from "zod";
import { answerAsked } from "../asked.ts";
import { failure, json, type Route } from "../route.ts";

const unit = z.int().min(0).max(255);
const askedSchema = z.strictObject({ connection: z.string(), first: unit, last: unit });

/** Looks for devices behind a connection of the running gateway, one question at a time beside the scans. */
export const scanStartRoute: Route = {
  method: "POST",
  path: "/api/scan",
  needsToken: true,
  answer: ({ desk }, request) =>
    answerAsked(askedSchema, request, async (asked) => {
      const { scanOf, startScan } = await import("../scan-job.ts");
      if (scanOf(desk)?.report().state === "running") {
        return failure(
          409,
          "SCAN_RUNNING",
          "正在查找,请先停止 · a search is running, stop it first",
        );
      }
      return json(202, { scan: startScan(desk, asked).report() });
    }),
};
