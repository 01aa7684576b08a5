import { openLimits, type ServerProfile } from "./profile.ts";

export const s71200: ServerProfile = {
  id: "s7-1200",
  name: "Siemens SIMATIC S7-1200, firmware V4.4 and later",
  source:
    "Siemens entry 109755846 (system limits of OPC UA): 10 sessions, 1000 monitored items; creating more than 200 items in one call is many times slower, whatever MaxMonitoredItemsPerCall says (reports of other clients)",
  recognisedBy: [
    { maker: /siemens/i, product: /s7-?1200|\bCPU\s?12\d\d/i },
    { productUri: /s7-?1200/i },
  ],
  limits: {
    ...openLimits,
    reads: 100,
    paths: 100,
    browses: 20,
    items: 100,
    itemsPerServer: 1_000,
    sessions: 1,
    samplingMs: 100,
    publishingMs: 200,
  },
};
