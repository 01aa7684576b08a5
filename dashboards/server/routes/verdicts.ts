// GET /api/sites/:site/verdicts: what the rules find of this site now.
// An answer may be some seconds old and says so (hostTime): the list of sites asks for the same (judgements.ts).

import { z } from "zod";
import type { SiteVerdicts } from "#contracts/api.ts";
import type { Policy } from "#contracts/policy.ts";
import { DashboardsError } from "../../errors.ts";
import { withDeadline } from "../deadline.ts";
import { findSite, parseQuery } from "../query.ts";
import type { Route, SiteParams } from "../route-context.ts";

const verdictsQuery = z.strictObject({
  policy: z
    .string()
    .max(128)
    .regex(/^[a-z0-9-]+$/, "政策编号形如 langfang-2023 · a policy id like langfang-2023")
    .optional(),
});

/** How a criterion is cheated is for evaluators only; this page has no accounts yet. */
function withoutCheating(policy: Policy): Policy {
  return {
    ...policy,
    items: policy.items.map((item) => ({
      ...item,
      criteria: item.criteria.map(({ cheating: _, ...criterion }) => criterion),
    })),
  };
}

export const verdictsRoute: Route = (server, { reader, judgements, policies, deadlines }) => {
  server.get<SiteParams>("/api/sites/:site/verdicts", async (request): Promise<SiteVerdicts> => {
    const site = findSite(reader, request.params.site).site.id;
    const { policy = policies[0] } = parseQuery(verdictsQuery, request.query);
    if (!policies.includes(policy)) {
      throw new DashboardsError(
        "DASHBOARDS_POLICY_UNKNOWN",
        `没有政策 ${policy},可用:${policies.join("、")} · no policy ${policy}; there are: ${policies.join(", ")}`,
        { policy },
      );
    }
    const found = await withDeadline(judgements.of(site, policy), deadlines.judgeMs, policy);
    return { ...found, policy: withoutCheating(found.policy) };
  });
};
