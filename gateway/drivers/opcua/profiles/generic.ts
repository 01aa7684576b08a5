import { openLimits, type ServerProfile } from "./profile.ts";

export const generic: ServerProfile = {
  id: "generic",
  name: "any other server",
  source: "OPC 10000-7 Standard UA Server Profile; what servers in the field take",
  recognisedBy: [],
  limits: openLimits,
};
