import { openLimits, type ServerProfile } from "./profile.ts";

export const ignition: ServerProfile = {
  id: "ignition",
  name: "Inductive Automation Ignition, Eclipse Milo",
  source:
    "reports of other clients: MaxNodesPerBrowse 250 and 64 operations at a time in a session; 1000 items in one call are taken well",
  recognisedBy: [
    { maker: /inductive automation/i },
    { product: /ignition|eclipse milo/i },
    { productUri: /inductiveautomation|eclipse:milo/i },
  ],
  limits: { ...openLimits, samplingMs: 100, publishingMs: 100 },
};
