import { openLimits, type ServerProfile } from "./profile.ts";

export const s71500: ServerProfile = {
  id: "s7-1500",
  name: "Siemens SIMATIC S7-1500, ET 200SP CPU",
  source:
    "Siemens function manual Communication A5E03735815 §9.3 and entry 109755846 (system limits of OPC UA): up to 10 000 monitored items by CPU, minimum sampling 100 ms and publishing 200 ms unless the CPU is set otherwise",
  recognisedBy: [
    { maker: /siemens/i, product: /s7-?1500|\bCPU\s?15\d\d|ET\s?200SP/i },
    { productUri: /s7-?1500/i },
  ],
  limits: {
    ...openLimits,
    reads: 500,
    paths: 500,
    items: 500,
    itemsPerServer: 10_000,
    sessions: 2,
    samplingMs: 100,
    publishingMs: 200,
  },
};
