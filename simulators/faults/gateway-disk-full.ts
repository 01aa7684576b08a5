// The disk of the gateway's host is full, mostly of somebody else's logs: writes fail until room is made.

import { faultKind } from "./fault-kind.ts";

export const gatewayDiskFull = faultKind({
  kind: "gateway-disk-full",
  layer: "host",
  words: {
    zh: { name: "网关磁盘写满", says: "网关主机的磁盘写满,写入失败。" },
    en: {
      name: "Gateway disk full",
      says: "Nothing more can be written to the disk of the gateway's host.",
    },
  },
  example: "{ kind: gateway-disk-full, for: 1h }",
  keys: {},
  plan: () => ({
    on: "host",
    needs: [],
    begin: () => ({ host: () => ({ kind: "disk-full" }) }),
  }),
});
