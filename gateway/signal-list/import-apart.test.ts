import { expect, test } from "vitest";
import { importApart } from "./import-apart.ts";

const csv = (text: string) => new TextEncoder().encode(text);

test("a list is read in a process of its own as it is here", async () => {
  const list = await importApart("list.csv", csv("name,address,type\na,40001,REAL\nb,x,INT"), {
    base: 0,
  });
  expect(list.signals).toMatchObject([{ id: "a", address: "holding:0:float32" }]);
  expect(list.problems).toMatchObject([{ cell: "B3" }]);
  expect(list.columns).toEqual([
    { column: "A", header: "name", means: "name" },
    { column: "B", header: "address", means: "address" },
    { column: "C", header: "type", means: "type" },
  ]);
});
