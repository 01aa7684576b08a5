// The list of sites over a real socket: counts against the line model, items without the gates, and a judge
// that is slow or fails, which costs one site its items and nobody else anything.
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ApiRoutes, SiteVerdicts } from "#contracts/api.ts";
import { furnitureModel } from "../../fixtures/furniture-model.ts";
import { pressHallVerdicts } from "../../fixtures/press-hall-verdicts.ts";
import { ScriptedReader } from "../../fixtures/scripted-reader.ts";
import { ask, ServedSites } from "../../fixtures/served-sites.ts";

type Listed = ApiRoutes["/api/sites"];

const now = Date.UTC(2026, 2, 2, 3, 4, 5);
let served: ServedSites;

beforeEach(() => {
  served = new ServedSites(now);
});
afterEach(() => served.close());

const list = async (dashboard: Parameters<typeof ask>[0]) =>
  (await ask<Listed>(dashboard, "/api/sites")).body;

test("every site is listed with what its line model declares and where its items stand", async () => {
  const { hostTime, sites } = await list(await served.start());
  expect(hostTime).toBe(now);
  expect(sites.map(({ id, profiles }) => [id, profiles])).toEqual([
    ["wenan-press", ["wood-panel"]],
    ["bazhou-furniture", ["custom-furniture"]],
    ["dacheng-rockwool", ["insulation"]],
  ]);
  expect(sites[0]).toEqual({
    id: "wenan-press",
    name: { zh: "文安示例人造板厂", en: "Wen'an example panel works" },
    firm: { zh: "文安示例人造板有限公司", en: "Wen'an Example Panel Co." },
    cluster: "wenan-panel",
    profiles: ["wood-panel"],
    simulated: true,
    online: true,
    gateways: { online: 1, all: 1 },
    equipment: { online: 3, all: 3 },
    lastReadTime: now,
    lost: 0,
    policy: { id: "langfang-2023-demo", watermark: { zh: "演示", en: "DEMO" }, adoption: null },
    items: [
      {
        item: "A1",
        name: { zh: "一条数字化生产线", en: "One digital production line" },
        subject: { kind: "line", site: "wenan-press", line: "line-1" },
        state: "NOT_MET",
        must: {
          own: {
            must: 9,
            counts: { MET: 2, NOT_MET: 1, SUSPECT: 0, INSUFFICIENT: 5, DOCUMENT_NEEDED: 1 },
          },
          required: {
            must: 0,
            counts: { MET: 0, NOT_MET: 0, SUSPECT: 0, INSUFFICIENT: 0, DOCUMENT_NEEDED: 0 },
          },
        },
      },
    ],
  });
});

test("a machine that never answered keeps its site online and is not counted as connected", async () => {
  const { sites } = await list(await served.start());
  expect(sites[2]).toMatchObject({ online: true, equipment: { online: 10, all: 11 } });
});

test("a gateway that is gone takes its equipment with it, and what was lost is said", async () => {
  served.reader.setLink("bazhou-furniture", false);
  served.reader.setLedger("bazhou-furniture", { gaps: 7, hostGaps: 2 });
  const { sites } = await list(await served.start());
  expect(sites[1]).toMatchObject({
    online: false,
    gateways: { online: 0, all: 1 },
    equipment: { online: 0, all: 7 },
    lost: 9,
    lastReadTime: now,
  });
  expect(sites[0]).toMatchObject({ online: true, lost: 0 });
});

test("a site that was never read has no last read time", async () => {
  const reader = new ScriptedReader([furnitureModel("quiet")], served.clock);
  const { sites } = await list(await served.start({ reader }));
  expect(sites).toMatchObject([{ id: "quiet", lastReadTime: null }]);
});

test("a judge that hangs or fails costs that site its items only, and is told once", async () => {
  const dashboard = await served.start({
    judge: async (site) => {
      if (site === "wenan-press") return new Promise<SiteVerdicts>(() => undefined);
      if (site === "bazhou-furniture") throw new Error("no facts");
      return pressHallVerdicts(site, now);
    },
    describePolicy: (id) => ({ id, adoption: null, watermark: { zh: "演示", en: "DEMO" } }),
    deadlines: { listMs: 30 },
  });
  const { sites } = await list(dashboard);
  expect(sites.map(({ items }) => items?.length ?? null)).toEqual([null, null, 1]);
  const demo = { id: "langfang-2023-demo", watermark: { zh: "演示", en: "DEMO" }, adoption: null };
  expect(sites.map(({ policy }) => policy)).toEqual([demo, demo, demo]);
  await list(dashboard);
  const told = served.lines.filter((line) => line.includes("bazhou-furniture: Error: no facts"));
  expect(told).toHaveLength(1);
});

test("list and verdicts share one judgement, which is made anew when it is old", async () => {
  let judged = 0;
  const dashboard = await served.start({
    judge: async (site) => {
      judged += 1;
      return pressHallVerdicts(site, served.clock.now());
    },
  });
  await list(dashboard);
  expect(judged).toBe(3);
  const path = "/api/sites/wenan-press/verdicts";
  served.clock.advance(4999);
  expect((await ask<SiteVerdicts>(dashboard, path)).body.hostTime).toBe(now);
  expect(judged).toBe(3);
  served.clock.advance(1);
  expect((await ask<SiteVerdicts>(dashboard, path)).body.hostTime).toBe(now + 5000);
  expect(judged).toBe(4);
});
