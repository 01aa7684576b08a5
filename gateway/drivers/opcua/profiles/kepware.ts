import { openLimits, type ServerProfile } from "./profile.ts";

export const kepware: ServerProfile = {
  id: "kepware",
  name: "PTC Kepware, KEPServerEX, ThingWorx Kepware Server",
  source:
    "reports of other clients: 1000 items in one call are taken well; 128 sessions by default (KEPServerEX OPC UA settings)",
  recognisedBy: [{ maker: /kepware|\bPTC\b/i }, { product: /kepware|kepserver/i }],
  limits: { ...openLimits, samplingMs: 100, publishingMs: 100 },
};
