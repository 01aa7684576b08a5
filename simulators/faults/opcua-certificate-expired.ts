// The validity of the server's certificate is over, as one to three years after commissioning when nobody has
// it on a list. At the end of the fault somebody has renewed it.

import { faultKind } from "./fault-kind.ts";

export const opcuaCertificateExpired = faultKind({
  kind: "opcua-certificate-expired",
  layer: "opcua",
  words: {
    zh: { name: "OPC UA 证书过期", says: "服务器出示的证书已过有效期。" },
    en: {
      name: "OPC UA certificate expired",
      says: "The server shows a certificate whose validity is over.",
    },
  },
  example: "{ kind: opcua-certificate-expired }",
  keys: {},
  plan: () => ({
    on: "opcua",
    needs: [{ kind: "listener", key: "kind", anyOf: ["opcua"] }],
    begin: () => ({ opcua: { kind: "certificate-expired" } }),
  }),
});
