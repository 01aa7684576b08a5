import { zipSync } from "fflate";
import { expect, test } from "vitest";
import { importList } from "./import-list.ts";
import { unpackedSize } from "./unpacked-size.ts";

test("the directory tells how large an archive becomes", () => {
  const files = { "a/b.xml": new Uint8Array(100_000), c: new Uint8Array(7) };
  expect(unpackedSize(zipSync(files))).toBe(100_007);
  expect(unpackedSize(zipSync(files, { comment: "of Excel" }))).toBe(100_007);
  expect(unpackedSize(new Uint8Array())).toBe(0);
  expect(unpackedSize(new TextEncoder().encode("name,address"))).toBe(0);
});

test("a workbook that would fill the memory is refused before it is unpacked", async () => {
  const bytes = zipSync({ "xl/worksheets/sheet1.xml": new Uint8Array(101 * 1024 * 1024) });
  expect(bytes.length).toBeLessThan(1024 * 1024);
  const { problems } = await importList("a.xlsx", bytes, { base: 0 });
  expect(problems).toEqual([{ cell: "", message: expect.stringContaining("100 MB") }]);
});
