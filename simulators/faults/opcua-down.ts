// The OPC UA server is stopped, as while a controller is in STOP or its licence has run out; the controller
// itself goes on.

import { faultKind } from "./fault-kind.ts";

export const opcuaDown = faultKind({
  kind: "opcua-down",
  layer: "opcua",
  words: {
    zh: { name: "OPC UA 服务器停止", says: "OPC UA 服务器不在,之后以同样的地址空间回来。" },
    en: {
      name: "OPC UA server down",
      says: "The OPC UA server is gone and comes back with the same address space.",
    },
  },
  example: "{ kind: opcua-down }",
  keys: {},
  plan: () => ({
    on: "opcua",
    needs: [{ kind: "listener", key: "kind", anyOf: ["opcua"] }],
    begin: () => ({ opcua: { kind: "down" } }),
  }),
});
