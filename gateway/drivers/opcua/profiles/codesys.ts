import { openLimits, type ServerProfile } from "./profile.ts";

export const codesys: ServerProfile = {
  id: "codesys",
  name: "CODESYS Control, OPC UA Server of the runtime",
  source:
    "no figures of the maker that hold for every device; it runs beside the control task on small processors (own caution)",
  recognisedBy: [{ maker: /codesys|3s\W+smart/i }, { product: /codesys/i }],
  limits: {
    ...openLimits,
    reads: 200,
    paths: 100,
    browses: 20,
    items: 200,
    sessions: 1,
    samplingMs: 100,
    publishingMs: 100,
  },
};
