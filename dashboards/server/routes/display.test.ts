// Reports of screens over a real socket: what is counted, who may not speak, and what is too much.
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ApiError } from "#contracts/api.ts";
import { bucketUpperBound } from "#contracts/duration-buckets.ts";
import { ask, ServedSites } from "../../fixtures/served-sites.ts";
import { type OpenDisplayLedger, openDisplayLedger } from "../display-ledger.ts";
import type { DashboardOptions, RunningDashboard } from "../start-dashboard.ts";

const now = Date.UTC(2026, 2, 2, 3, 4, 5);
const hour = Date.UTC(2026, 2, 2, 3);
const site = "wenan-press";
let served: ServedSites;
let display: OpenDisplayLedger;

beforeEach(() => {
  served = new ServedSites(now);
  display = openDisplayLedger({ file: ":memory:", clock: served.clock, log: () => undefined });
});
afterEach(async () => {
  await served.close();
  display.close();
});

const start = (change: Partial<DashboardOptions> = {}) => served.start({ display, ...change });

function post(
  dashboard: RunningDashboard,
  body: unknown,
  headers: Record<string, string> = {},
  to = site,
) {
  return ask<ApiError>(dashboard, `/api/sites/${to}/display`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

const bound = bucketUpperBound(180);
const report = [
  { kind: "process", buckets: [[bound, 3]] },
  { kind: "state", buckets: [[7, 1]] },
];

test("reports add up by hour and kind, whoever sent them", async () => {
  const dashboard = await start();
  expect(await post(dashboard, report)).toEqual({ code: 204, body: undefined });
  const origin = dashboard.url.slice(0, -1);
  const ownPage = { origin, "sec-fetch-site": "same-origin" };
  expect((await post(dashboard, [report[0]], ownPage)).code).toBe(204);
  expect((await post(dashboard, [])).code).toBe(204);
  expect(display.facts(site, hour, now)).toEqual([
    { hour, kind: "process", buckets: [[bound, 6]] },
    { hour, kind: "state", buckets: [[7, 1]] },
  ]);
  expect(display.facts("bazhou-furniture", hour, now)).toEqual([]);
  expect(dashboard.displayReports()).toEqual({ taken: 3, refused: 0 });
});

test.each([
  ["another page", { origin: "http://evil.example" }, 403, "DASHBOARDS_ORIGIN_REFUSED", "evil"],
  [
    "a page of another port",
    { origin: "http://127.0.0.1:1" },
    403,
    "DASHBOARDS_ORIGIN_REFUSED",
    "127.0.0.1:1",
  ],
  ["a page without origin", { origin: "null" }, 403, "DASHBOARDS_ORIGIN_REFUSED", "null"],
  [
    "a cross-site request",
    { "sec-fetch-site": "cross-site" },
    403,
    "DASHBOARDS_ORIGIN_REFUSED",
    "cross-site",
  ],
  ["a form", { "content-type": "text/plain" }, 415, "DASHBOARDS_MEDIA_REFUSED", "text/plain"],
  [
    "an upload",
    { "content-type": "application/x-www-form-urlencoded" },
    415,
    "DASHBOARDS_MEDIA_REFUSED",
    "form-urlencoded",
  ],
])("%s may not report", async (_, headers, code, error, named) => {
  const answer = await post(await start(), report, headers);
  expect({ code: answer.code, error: answer.body.code }).toEqual({ code, error });
  expect(answer.body.message).toContain(named);
  expect(display.facts(site, 0, now + 1)).toEqual([]);
});

test("a preflight of a foreign page is not answered", async () => {
  const dashboard = await start();
  const response = await fetch(new URL(`/api/sites/${site}/display`, dashboard.url), {
    method: "OPTIONS",
    headers: { origin: "http://evil.example", "access-control-request-method": "POST" },
  });
  expect(response.status).toBe(405);
  expect(response.headers.get("access-control-allow-origin")).toBeNull();
});

test.each([
  ["no bound of a bucket", [{ kind: "state", buckets: [[18, 1]] }], "[0].buckets[0][0]"],
  ["an unknown kind", [{ kind: "alarm", buckets: [] }], "[0].kind"],
  ["a count of nothing", [{ kind: "state", buckets: [[7, 0]] }], "[0].buckets[0][1]"],
  ["too many displays", [{ kind: "state", buckets: [[7, 600_001]] }], "600000"],
  ["a kind twice", [report[0], report[0]], "one entry per kind"],
  ["an unknown key", [{ kind: "state", buckets: [], who: "me" }], "who"],
  ["no list", { kind: "state" }, "list"],
])("a report with %s is refused whole", async (_, body, named) => {
  const answer = await post(await start(), body);
  expect({ code: answer.code, error: answer.body.code }).toEqual({
    code: 400,
    error: "DASHBOARDS_BODY_INVALID",
  });
  expect(answer.body.message).toContain(named);
  expect(display.facts(site, 0, now + 1)).toEqual([]);
});

test("what is no JSON, too large, or of no site here is refused", async () => {
  const dashboard = await start();
  expect(await post(dashboard, "{")).toMatchObject({
    code: 400,
    body: { code: "DASHBOARDS_QUERY_INVALID" },
  });
  expect(await post(dashboard, JSON.stringify("x".repeat(40_000)))).toMatchObject({
    code: 413,
    body: { code: "DASHBOARDS_BODY_TOO_LARGE" },
  });
  expect(await post(dashboard, report, {}, "elsewhere")).toMatchObject({
    code: 404,
    body: { code: "DASHBOARDS_SITE_UNKNOWN" },
  });
  expect(display.facts(site, 0, now + 1)).toEqual([]);
});

test("a site that reports too often is capped for a minute, counted and told once; others go on", async () => {
  const dashboard = await start({ displayReportsPerMinute: 2 });
  const codes = [];
  for (let i = 0; i < 4; i++) codes.push((await post(dashboard, report)).code);
  expect(codes).toEqual([204, 204, 429, 429]);
  expect((await post(dashboard, report)).body).toMatchObject({
    code: "DASHBOARDS_DISPLAY_CAPPED",
    message: expect.stringContaining(site),
  });
  expect((await post(dashboard, report, {}, "bazhou-furniture")).code).toBe(204);
  expect(dashboard.displayReports()).toEqual({ taken: 3, refused: 3 });
  expect(served.lines).toHaveLength(1);
  served.clock.advance(60_000);
  expect((await post(dashboard, report)).code).toBe(204);
  expect(display.facts(site, hour, now)[0]?.buckets).toEqual([[bound, 9]]);
});

test("a ledger that cannot write says so, and the server lives on", async () => {
  const dashboard = await start();
  display.close();
  const { code, body } = await post(dashboard, report);
  expect({ code, error: body.code }).toEqual({ code: 503, error: "DASHBOARDS_DISPLAY_WRITE" });
  expect((await ask(dashboard, `/api/sites/${site}/live`)).code).toBe(200);
});

test("without a ledger of its own the server counts in memory", async () => {
  const dashboard = await served.start();
  expect((await post(dashboard, report)).code).toBe(204);
});
