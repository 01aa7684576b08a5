import { openLimits, type ServerProfile } from "./profile.ts";

export const prosys: ServerProfile = {
  id: "prosys",
  name: "Prosys OPC UA Simulation Server and servers made with its SDK",
  source:
    "reports of other clients: 800 items in one call, and unresponsive with 10 000 items in one subscription although it says that it takes them",
  recognisedBy: [{ maker: /prosys/i }, { productUri: /prosysopc/i }],
  limits: { ...openLimits, reads: 800, paths: 800, items: 800 },
};
