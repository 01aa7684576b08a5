import { openLimits, type ServerProfile } from "./profile.ts";

export const beckhoff: ServerProfile = {
  id: "beckhoff",
  name: "Beckhoff TwinCAT OPC UA Server (TF6100)",
  source:
    "no figures of the maker for monitored items; the server samples through ADS, so small requests keep the controller's router free (own caution)",
  recognisedBy: [{ maker: /beckhoff/i }, { product: /twincat|tcopcuaserver/i }],
  limits: { ...openLimits, reads: 500, paths: 500, items: 500, sessions: 2, samplingMs: 100 },
};
