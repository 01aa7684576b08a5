// What is offered to a server again that did not monitor it. The link answers reads; the server grants nothing.
import { expect, test } from "vitest";
import { parseOpcUaAddress } from "./address.ts";
import type { OpcUaLink } from "./link.ts";
import { Monitoring } from "./monitoring.ts";

const items = ["a", "b", "c"].map((id, index) => ({
  index,
  address: parseOpcUaAddress({ node: `i=${index + 1}`, type: "Double" }),
  id,
}));

test("what is read instead is offered again, except what the server did not tell of although it monitored it", async () => {
  const offered: number[] = [];
  const link = {
    io: { clock: { now: () => 0, monotonic: () => 0 }, log: () => undefined },
    limits: { publishingMs: 50, samplingMs: 50, reads: 10 },
    namespaces: [],
    deadline: () => 1_000,
    library: { NodeId: class {}, ReadRequest: class {}, TimestampsToReturn: { Both: 2 } },
    subscriptions: {
      forgive: () => undefined,
      take: async (_pace: number, _slowest: number, count: number) => {
        offered.push(count);
        return [];
      },
    },
    ask: async () => ({
      ok: true,
      value: {
        results: items.map(() => ({
          value: { dataType: 11, arrayType: 0, value: 1 },
          statusCode: { value: 0 },
        })),
      },
    }),
  };
  const monitoring = new Monitoring(link as unknown as OpcUaLink, 1_000, () => undefined);
  expect(await monitoring.begin(items)).toEqual([]);
  expect(offered).toEqual([3]);
  await monitoring.offerAgain(new Set());
  await monitoring.offerAgain(new Set([1]));
  expect(offered).toEqual([3, 3, 2]);
  // Read all the same.
  expect(items.map(({ index }) => monitoring.isLive(index))).toEqual([true, true, true]);
});
