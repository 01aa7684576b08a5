import { expect, test } from "vitest";
import {
  lineOfSearch,
  pageOfPath,
  pathOfCriteria,
  pathOfCriterion,
  pathOfSignal,
  pathOfSite,
} from "./site-address.ts";

const ids = ["wenan-press", "文安一厂", "a b%c?d", "criteria"];

test("an address leads back to its page, whatever characters the ids have", () => {
  for (const site of ids) {
    expect(pageOfPath(pathOfSite(site))).toEqual({ page: "site", site });
    expect(pageOfPath(pathOfCriteria(site))).toEqual({ page: "criteria", site });
    for (const criterion of ["A1-05", ...ids]) {
      const found = pageOfPath(pathOfCriterion(site, criterion));
      expect(found).toEqual({ page: "criterion", site, criterion });
    }
  }
  expect(pageOfPath("/")).toEqual({ page: "sites" });
  expect(pageOfPath("/sites/a/")).toEqual({ page: "site", site: "a" });
  expect(pageOfPath("/sites/a/criteria/")).toEqual({ page: "criteria", site: "a" });
});

test.each([
  "/sites/",
  "/sites",
  "/sites/a/b",
  "/other/a",
  "/sites/%E0%A4%A",
  "/sites/a/criteria/%E0%A4%A",
  "/sites/a/criteria/b/c",
])("%s is no page", (path) => {
  expect(pageOfPath(path)).toEqual({ page: "unknown" });
});

test("a line stands beside the criterion, a signal beside the site", () => {
  const [path = "", search = ""] = pathOfCriterion("s", "A1-05", "一线").split(/(?=\?)/);
  expect(pageOfPath(path)).toEqual({ page: "criterion", site: "s", criterion: "A1-05" });
  expect(lineOfSearch(search)).toBe("一线");
  expect(lineOfSearch("")).toBeUndefined();
  expect(pathOfSignal("s", { equipment: "press", signal: "temperature.zone.1" })).toBe(
    "/sites/s?signals=press/temperature.zone.1",
  );
});
