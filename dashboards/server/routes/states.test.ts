// States of machines over a real socket: what was told, clipped; every refusal with its reason.
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ApiError, SiteStates } from "#contracts/api.ts";
import { ask, ServedSites } from "../../fixtures/served-sites.ts";

const now = Date.UTC(2026, 2, 2, 3, 4, 5);
const minute = 60_000;
const site = "dacheng-rockwool";
let served: ServedSites;

beforeEach(() => {
  served = new ServedSites(now);
});
afterEach(() => served.close());

test("states come over the edge of the hour as they were told, and a silent machine has none", async () => {
  const dashboard = await served.start();
  const [from, to] = [now - 20 * minute, now];
  const path = `/api/sites/${site}/states?from=${from}&to=${to}`;
  const { code, body } = await ask<SiteStates>(dashboard, path);
  expect({ code, hostTime: body.hostTime, from: body.from, to: body.to }).toEqual({
    code: 200,
    hostTime: now,
    from,
    to,
  });
  const of = (equipment: string) => body.signals.find((each) => each.equipment === equipment);
  expect(of("spinner")).toEqual({
    equipment: "spinner",
    signal: "state",
    intervals: [
      { from, to: now - 14 * minute, value: 2 },
      { from: now - 14 * minute, to: now - 11 * minute, value: 4 },
      { from: now - 11 * minute, to: now - 9 * minute, value: 1 },
      { from: now - 9 * minute, to: now, value: 2 },
    ],
  });
  expect(of("packer")).toEqual({ equipment: "packer", signal: "state", intervals: [] });
  expect(of("oven-zone-1")).toBeUndefined();
});

test("an hour and 31 days are answered, a millisecond more is not", async () => {
  const dashboard = await served.start();
  const longest = 31 * 86_400_000;
  const path = (span: number) => `/api/sites/${site}/states?from=${now - span}&to=${now}`;
  expect((await ask(dashboard, path(longest))).code).toBe(200);
  const { code, body } = await ask<ApiError>(dashboard, path(longest + 1));
  expect({ code, error: body.code }).toEqual({ code: 400, error: "DASHBOARDS_QUERY_INVALID" });
  expect(body.message).toContain("31 days");
});

test.each([
  [`${site}/states?from=5&to=5`, 400, "DASHBOARDS_QUERY_INVALID", "to: "],
  [`${site}/states?to=5`, 400, "DASHBOARDS_QUERY_INVALID", "from: "],
  [`${site}/states?from=1&to=5&signal=x`, 400, "DASHBOARDS_QUERY_INVALID", "signal"],
  ["elsewhere/states?from=1&to=5", 404, "DASHBOARDS_SITE_UNKNOWN", "elsewhere"],
])("%s answers %i %s", async (path, code, error, named) => {
  const answer = await ask<ApiError>(await served.start(), `/api/sites/${path}`);
  expect({ code: answer.code, error: answer.body.code }).toEqual({ code, error });
  expect(answer.body.message).toContain(named);
});

test("facts that do not come are bounded", async () => {
  served.reader.facts = () => new Promise(() => undefined);
  const dashboard = await served.start({ deadlines: { readMs: 20 } });
  const { code, body } = await ask<ApiError>(dashboard, `/api/sites/${site}/states?from=1&to=5`);
  expect({ code, error: body.code }).toEqual({ code: 504, error: "DASHBOARDS_TIMEOUT" });
});
