// GET /api/sites: the sites kept here, each with where it stands. A site that cannot be judged in time is listed
// without its items: the list waits for nobody.
import type { ApiRoutes, SiteVerdicts } from "#contracts/api.ts";
import type { LineModel } from "#contracts/line-model.ts";
import { withDeadline } from "../deadline.ts";
import type { Route } from "../route-context.ts";
import { siteOverview } from "../site-overview.ts";

export const sitesRoute: Route = (server, context) => {
  const { reader, judgements, policies, describePolicy, clock, deadlines, log } = context;
  const [policy] = policies;
  /** What was said of each site's judge last; the same trouble at every question is one line. */
  const said = new Map<string, string>();

  async function judged({ site }: LineModel): Promise<SiteVerdicts | undefined> {
    try {
      const found = await withDeadline(
        judgements.of(site.id, policy),
        deadlines.listMs,
        `verdicts of ${site.id}`,
      );
      said.delete(site.id);
      return found;
    } catch (error) {
      const trouble = String(error);
      if (said.get(site.id) !== trouble) log(`/api/sites: ${site.id}: ${trouble}`);
      said.set(site.id, trouble);
      return undefined;
    }
  }

  server.get("/api/sites", async (): Promise<ApiRoutes["/api/sites"]> => {
    const models = reader.lineModels();
    const found = await Promise.all(models.map(judged));
    return {
      hostTime: clock.now(),
      sites: models.map((model, i) =>
        siteOverview(model, reader, found[i] ?? describePolicy(policy)),
      ),
    };
  });
};
