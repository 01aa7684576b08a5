// GET /api/sites: the sites kept here. A site is online when each of its gateways is.
import type { ApiRoutes } from "#contracts/api.ts";
import type { Route } from "../route-context.ts";

export const sitesRoute: Route = (server, { reader, clock }) => {
  server.get("/api/sites", (): ApiRoutes["/api/sites"] => ({
    hostTime: clock.now(),
    sites: reader.lineModels().map(({ site }) => {
      const links = reader.links(site.id);
      return {
        id: site.id,
        name: site.name,
        cluster: site.cluster,
        simulated: site.simulated,
        online: links.length > 0 && links.every((link) => link.online),
      };
    }),
  }));
};
