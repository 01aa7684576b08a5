import { expect, test } from "vitest";
import { pathOfSite, siteOfPath } from "./site-address.ts";

test("a site's address names it, whatever characters its id has", () => {
  for (const id of ["wenan-press", "文安一厂", "a b%c?d"])
    expect(siteOfPath(pathOfSite(id))).toBe(id);
});

test.each(["/", "/sites/", "/sites/a/b", "/other/a", "/sites/%E0%A4%A"])(
  "%s names no site",
  (path) => {
    expect(siteOfPath(path)).toBeUndefined();
  },
);
