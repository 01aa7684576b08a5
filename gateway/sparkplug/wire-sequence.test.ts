import { expect, test } from "vitest";
import { datatypes } from "#contracts/sparkplug-datatype.ts";
import { scan } from "../outbox/test-log.ts";
import { DeclaredTable } from "./declared-table.ts";
import { at, committed, seen, testNode } from "./test-node.ts";

test("a packet that the server does not take is not sent, has no number and is told", () => {
  const { node } = testNode();
  node.equipment("meter", true, at(0));
  expect(seen(node.connected(0, at(0), 1000))).toHaveLength(2);
  const long = { signal: "note", sourceTime: 1, kind: "string", status: 0, flag: "N" } as const;
  const large = { ...scan(0), samples: [{ ...long, value: "x".repeat(1000) }] };
  const [told] = node.committed([committed(0, large)], 1e6, at(1));
  expect(told).toMatchObject({ do: "too-large", topic: "spBv1.0/s/NDATA/g", limit: 1000 });
  expect(node.delivery.published).toBe(0);
  const [next] = seen(node.committed([committed(1, scan(1))], 1e6, at(2)));
  expect(next?.payload.seq).toBe(2);
});

test("a DBIRTH that the server does not take leaves the equipment unborn: its records go as bytes", () => {
  const { node } = testNode();
  const born = node.connected(0, at(0), 600);
  expect(born.map((action) => action.do)).toEqual(["publish"]);
  const signals = Array.from({ length: 40 }, (_, i) => ({
    id: `signal-${i}`,
    datatype: datatypes.Float,
    scanGroup: "fast",
  }));
  const table = new DeclaredTable({ site: "s", gatewayId: "g" }, [{ equipment: "meter", signals }]);
  const wide = testNode({ table }).node;
  wide.connected(0, at(0), 600);
  expect(wide.equipment("meter", true, at(1))[0]?.do).toBe("too-large");
  const [data] = seen(wide.committed([committed(0, scan(0))], 1e6, at(2)));
  expect(data?.topic).toBe("spBv1.0/s/NDATA/g");
  expect(wide.equipment("meter", false, at(3))).toEqual([]);
});
