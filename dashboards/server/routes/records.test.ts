// Records behind a citation over a real socket: the newest of the range, values that JSON cannot say, and every
// refusal with its reason.
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ApiError, ApiRoutes } from "#contracts/api.ts";
import type { RecordRow } from "#contracts/live.ts";
import { scriptedLog } from "../../fixtures/scripted-reader.ts";
import { ask, ServedSites } from "../../fixtures/served-sites.ts";

type Answer = ApiRoutes["/api/sites/:site/records"];

const now = Date.UTC(2026, 2, 2, 3, 4, 5);
const site = "wenan-press";
let served: ServedSites;

beforeEach(() => {
  served = new ServedSites(now);
  served.reader.setRecords(
    site,
    Array.from({ length: 300 }, (_, i) => row(i)),
  );
});
afterEach(() => served.close());

function row(sequence: number): RecordRow {
  return {
    log: scriptedLog,
    sequence,
    kind: "scan",
    gatewayTime: now + sequence * 1000,
    ingestTime: now + sequence * 1000 + 40,
    leaf: sequence.toString(16).padStart(64, "0"),
    equipment: sequence % 2 === 0 ? "meter-1" : "zone-1",
    scanGroup: "main",
    samples: [
      { signal: "power.active", sourceTime: now, value: Number.NaN, status: 0, flag: "N" },
      { signal: "output", sourceTime: now, value: 4.5, status: 0x80050000, flag: "B" },
    ],
  };
}

const path = (query: string) => `/api/sites/${site}/records?log=${scriptedLog}&${query}`;

test("the newest records of the range come ascending, fifty when nothing else is asked", async () => {
  const dashboard = await served.start();
  const { code, body } = await ask<Answer>(dashboard, path("from=10&to=100"));
  expect(code).toBe(200);
  expect(body.hostTime).toBe(now);
  expect(body.rows.map(({ sequence }) => sequence)).toEqual(
    Array.from({ length: 50 }, (_, i) => 50 + i),
  );
  expect(body.rows[0]).toEqual({
    ...row(50),
    samples: [{ ...row(50).samples[0], value: "NaN" }, row(50).samples[1]],
  });
});

test("limit and equipment go to the reader as they were asked", async () => {
  const dashboard = await served.start();
  const { body } = await ask<Answer>(dashboard, path("from=0&to=300&limit=3&equipment=zone-1"));
  expect(body.rows.map(({ sequence }) => sequence)).toEqual([295, 297, 299]);
  const query = { site, log: scriptedLog, from: 0, to: 300 };
  expect(served.reader.recordQueries).toEqual([{ ...query, limit: 3, equipment: "zone-1" }]);
});

test.each([
  ["from=0&to=300&limit=201", 400, "DASHBOARDS_QUERY_INVALID", "limit: "],
  ["from=0&to=300&limit=0", 400, "DASHBOARDS_QUERY_INVALID", "limit: "],
  ["from=5&to=5", 400, "DASHBOARDS_QUERY_INVALID", "to: "],
  ["from=-1&to=5", 400, "DASHBOARDS_QUERY_INVALID", "from: "],
  ["from=0&to=5&order=up", 400, "DASHBOARDS_QUERY_INVALID", "order"],
  ["from=0&to=5&equipment=nobody", 404, "DASHBOARDS_EQUIPMENT_UNKNOWN", "nobody"],
])("records refuses %s with %i %s", async (query, code, error, named) => {
  const answer = await ask<ApiError>(await served.start(), path(query));
  expect({ code: answer.code, error: answer.body.code }).toEqual({ code, error });
  expect(answer.body.message).toContain(named);
  expect(served.reader.recordQueries).toEqual([]);
});

test("a log of another site, or of nobody, is unknown here, and a malformed one is told so", async () => {
  const dashboard = await served.start();
  const ofOther = served.reader.ledger("bazhou-furniture")[0]?.log ?? "";
  expect(ofOther).toHaveLength(64);
  for (const [log, code, error] of [
    [ofOther, 404, "DASHBOARDS_LOG_UNKNOWN"],
    ["0".repeat(64), 404, "DASHBOARDS_LOG_UNKNOWN"],
    ["short", 400, "DASHBOARDS_QUERY_INVALID"],
  ] as const) {
    const asked = `/api/sites/${site}/records?log=${log}&from=0&to=5`;
    const answer = await ask<ApiError>(dashboard, asked);
    expect({ code: answer.code, error: answer.body.code }).toEqual({ code, error });
    expect(answer.body.message).toContain(code === 404 ? log : "log");
  }
});
