// GET /api/sites/:site/model: the locked line model, as it was parsed.
import type { ApiRoutes } from "#contracts/api.ts";
import { findSite } from "../query.ts";
import type { Route, SiteParams } from "../route-context.ts";

export const modelRoute: Route = (server, { reader }) => {
  server.get<SiteParams>("/api/sites/:site/model", (request): ApiRoutes["/api/sites/:site/model"] =>
    findSite(reader, request.params.site),
  );
};
