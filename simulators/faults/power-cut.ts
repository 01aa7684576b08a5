// The plant has no current: all listeners are gone, and controllers begin anew when it is back, with the
// counters that they keep.

import { faultKind } from "./fault-kind.ts";
import { listeners } from "./listener-key.ts";

export const powerCut = faultKind({
  kind: "power-cut",
  layer: "plant",
  words: {
    zh: { name: "车间停电", says: "整条产线断电,全部接口无应答;来电后控制器重启,保持的计数继续。" },
    en: {
      name: "Power cut",
      says: "The line has no current and nothing answers; afterwards controllers restart and kept counters go on.",
    },
  },
  example: "{ kind: power-cut, after: 1h, for: 20m }",
  keys: {},
  plan: () => ({
    on: "plant",
    needs: [],
    begin: () => ({
      plant: () => ({ kind: "power-cut" }),
      cable: { listeners, state: { kind: "refused" } },
      // Sessions and subscriptions are in a memory that the cut empties.
      opcua: { kind: "down" },
    }),
  }),
});
