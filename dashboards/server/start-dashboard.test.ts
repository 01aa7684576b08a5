// The server over real sockets: every route, every refusal with its code, the page under its policy.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, request as httpRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ApiError, SiteLedger, SiteLive, SiteVerdicts } from "#contracts/api.ts";
import { CodedError } from "#contracts/errors.ts";
import type { Frame, LastValue } from "#contracts/live.ts";
import { status } from "#contracts/quality.ts";
import { ManualClock } from "#contracts/time.ts";
import { pressHallModel } from "../fixtures/press-hall-model.ts";
import { pressHallVerdicts } from "../fixtures/press-hall-verdicts.ts";
import { ScriptedReader, scriptedLog } from "../fixtures/scripted-reader.ts";
import { type DashboardOptions, type RunningDashboard, startDashboard } from "./start-dashboard.ts";

const site = "wenan-press";
const now = Date.UTC(2026, 2, 2, 3, 4, 5);

let webRoot: string;
let clock: ManualClock;
let reader: ScriptedReader;
let lines: string[];
let running: RunningDashboard[];

beforeEach(async () => {
  webRoot = await mkdtemp(join(tmpdir(), "lineproof-web-"));
  await mkdir(join(webRoot, "assets"));
  await writeFile(join(webRoot, "index.html"), "<title>页面</title>");
  await writeFile(join(webRoot, "assets", "page-1a2b.js"), "export {};");
  clock = new ManualClock(now);
  reader = new ScriptedReader([pressHallModel(site)], clock);
  lines = [];
  running = [];
});

afterEach(async () => {
  for (const each of running) await each.close();
  await rm(webRoot, { recursive: true });
});

async function start(change: Partial<DashboardOptions> = {}): Promise<RunningDashboard> {
  const dashboard = await startDashboard({
    reader,
    judge: async (asked) => pressHallVerdicts(asked, clock.now()),
    policies: ["langfang-2023-demo", "langfang-2023"],
    host: "127.0.0.1",
    port: 0,
    webRoot,
    clock,
    log: (line) => lines.push(line),
    ...change,
  });
  running.push(dashboard);
  return dashboard;
}

async function get<T>(
  dashboard: RunningDashboard,
  path: string,
): Promise<{ code: number; body: T }> {
  const response = await fetch(new URL(path, dashboard.url));
  expect(response.headers.get("content-type")).toContain("application/json");
  return { code: response.status, body: (await response.json()) as T };
}

test("the model is the locked one", async () => {
  const dashboard = await start();
  const { body } = await get(dashboard, `/api/sites/${site}/model`);
  expect(body).toEqual(JSON.parse(JSON.stringify(pressHallModel(site))));
});

test("live keeps what JSON cannot say: 64-bit integers, NaN, and null apart", async () => {
  reader.set(site, [
    { equipment: "meter-1", signal: "power.active", value: 152.25 },
    { equipment: "meter-1", signal: "power.factor", value: Number.NaN },
    {
      equipment: "meter-1",
      signal: "energy.active.import",
      value: 9007199254740993n as unknown as string,
    },
    { equipment: "zone-1", signal: "setpoint", value: null, status: status.badTimeout, flag: "B" },
  ]);
  const dashboard = await start();
  const { body } = await get<SiteLive>(dashboard, `/api/sites/${site}/live`);
  expect(body.hostTime).toBe(now);
  expect(body.values.map(({ value }: LastValue) => value)).toEqual([
    152.25,
    "NaN",
    "9007199254740993",
    null,
  ]);
  expect(body.values[3]).toMatchObject({ status: status.badTimeout, flag: "B" });
  expect(body.links).toMatchObject([{ gateway: "gw-press-1", online: true }]);
  expect(body.latency).toEqual({ p50: 38, p99: 121 });
});

test("range hands the asked query on and answers its frame", async () => {
  reader.set(site, [{ equipment: "meter-1", signal: "power.active", value: 150 }]);
  const dashboard = await start();
  const query = `equipment=meter-1&signal=power.active&from=${now - 1000}&to=${now + 1000}`;
  const { body } = await get<Frame>(dashboard, `/api/sites/${site}/range?${query}`);
  expect(body).toMatchObject({ time: [now], value: [150], good: [true], reduction: "raw" });
  expect(reader.ranges).toEqual([
    {
      site,
      equipment: "meter-1",
      signal: "power.active",
      from: now - 1000,
      to: now + 1000,
      points: 1000,
    },
  ]);
});

test.each([
  ["from=5&to=5", "to: "],
  ["from=5", "to: "],
  ["from=x&to=9", "from: "],
  ["from=0&to=9&points=5001", "points: "],
  ["from=0&to=9&points=1", "points: "],
  ["from=0&to=40000000000", "to: "],
  ["from=0&to=9&step=3", "step"],
])("range refuses %s and names the problem", async (times, named) => {
  const dashboard = await start();
  const path = `/api/sites/${site}/range?equipment=meter-1&signal=power.active&${times}`;
  const { code, body } = await get<ApiError>(dashboard, path);
  expect({ code, error: body.code }).toEqual({ code: 400, error: "DASHBOARDS_QUERY_INVALID" });
  expect(body.message).toContain(named);
  expect(reader.ranges).toEqual([]);
});

test.each([
  ["/api/sites/elsewhere/live", 404, "DASHBOARDS_SITE_UNKNOWN", "elsewhere"],
  ["/api/sites/elsewhere/verdicts", 404, "DASHBOARDS_SITE_UNKNOWN", "elsewhere"],
  ["/api/stream?site=elsewhere", 404, "DASHBOARDS_SITE_UNKNOWN", "elsewhere"],
  [
    `/api/sites/${site}/range?equipment=meter-1&signal=none&from=0&to=1`,
    404,
    "DASHBOARDS_SIGNAL_UNKNOWN",
    "meter-1/none",
  ],
  [`/api/sites/${site}/verdicts?policy=beijing`, 404, "DASHBOARDS_POLICY_UNKNOWN", "beijing"],
  [`/api/sites/${site}/verdicts?policy=../x`, 400, "DASHBOARDS_QUERY_INVALID", "policy"],
  ["/api/nothing", 404, "DASHBOARDS_ROUTE_UNKNOWN", "/api/nothing"],
  ["/api", 404, "DASHBOARDS_ROUTE_UNKNOWN", "/api"],
  ["/assets/missing.js", 404, "DASHBOARDS_ROUTE_UNKNOWN", "/assets/missing.js"],
])("%s answers %i %s", async (path, code, error, named) => {
  const dashboard = await start();
  const answer = await get<ApiError>(dashboard, path);
  expect({ code: answer.code, error: answer.body.code }).toEqual({ code, error });
  expect(answer.body.message).toContain(named);
  expect(answer.body.message).toMatch(/[\u4e00-\u9fff].* · .*[a-z]/);
});

test("writing is refused", async () => {
  const dashboard = await start();
  const response = await fetch(new URL("/api/sites", dashboard.url), { method: "POST" });
  expect(response.status).toBe(405);
  expect(await response.json()).toMatchObject({ code: "DASHBOARDS_METHOD_REFUSED" });
});

test("verdicts go out without the ways to cheat, and equal questions share one judgement", async () => {
  let judged = 0;
  let finish: (() => void) | undefined;
  const gate = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const dashboard = await start({
    judge: async (asked, policy) => {
      judged += 1;
      expect(policy).toBe("langfang-2023-demo");
      await gate;
      return pressHallVerdicts(asked, clock.now());
    },
  });
  const asks = [1, 2, 3].map(() => get<SiteVerdicts>(dashboard, `/api/sites/${site}/verdicts`));
  await expect.poll(() => judged).toBe(1);
  // All three must be waiting before the judge answers, else they could not have shared.
  await get(dashboard, `/api/sites/${site}/live`);
  finish?.();
  const [first] = await Promise.all(asks);
  expect(lines).toEqual([]);
  expect(judged).toBe(1);
  expect(first?.body.items.map(({ item }) => item)).toEqual(["G", "A1"]);
  expect(JSON.stringify(first?.body)).not.toContain("cheating");
});

test("a coded error of the judge keeps its code, any other says only that it happened", async () => {
  const errors = [
    new CodedError("SCORING_FACTS_MISSING", "缺少事实 · facts are missing"),
    new Error("secret path"),
  ];
  const dashboard = await start({
    judge: async () => {
      throw errors.shift() ?? new Error("no more");
    },
  });
  const coded = await get<ApiError>(dashboard, `/api/sites/${site}/verdicts`);
  expect(coded).toEqual({
    code: 500,
    body: { code: "SCORING_FACTS_MISSING", message: "缺少事实 · facts are missing" },
  });
  const plain = await get<ApiError>(dashboard, `/api/sites/${site}/verdicts`);
  expect(plain.body.code).toBe("DASHBOARDS_INTERNAL");
  expect(plain.body.message).not.toContain("secret");
  expect(lines.join()).toContain("secret path");
});

test("an answer that does not come is bounded", async () => {
  const dashboard = await start({
    judge: () => new Promise(() => undefined),
    deadlines: { judgeMs: 20 },
  });
  const { code, body } = await get<ApiError>(dashboard, `/api/sites/${site}/verdicts`);
  expect({ code, error: body.code }).toEqual({ code: 504, error: "DASHBOARDS_TIMEOUT" });
  expect(body.message).toContain("20 ms");
});

test("the ledger comes with the newest verified checkpoint", async () => {
  const dashboard = await start();
  const { body } = await get<SiteLedger>(dashboard, `/api/sites/${site}/ledger`);
  expect(body.ledger).toMatchObject([{ log: scriptedLog, next: 3012, outstanding: 2 }]);
  expect(body.latency).toEqual({ p50: 38, p99: 121 });
  expect(body.logs).toMatchObject([
    { log: scriptedLog, verified: { size: 3006, time: now - 4000 } },
  ]);
});

test("every page address answers the page under a policy without inline styles or scripts", async () => {
  const dashboard = await start();
  for (const path of ["/", "/sites/wenan-press", "/sites/wenan-press?lang=en"]) {
    const response = await fetch(new URL(path, dashboard.url));
    expect(response.status).toBe(200);
    expect(await response.text()).toContain("页面");
    const policy = response.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("style-src 'self';");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain("unsafe-inline");
    expect(response.headers.get("cache-control")).toBe("no-store");
  }
  const asset = await fetch(new URL("/assets/page-1a2b.js", dashboard.url));
  expect(asset.status).toBe(200);
  expect(asset.headers.get("cache-control")).toContain("immutable");
});

test("a foreign name in the Host header is refused", async () => {
  const dashboard = await start();
  const answer = await new Promise<{ code: number | undefined; text: string }>(
    (resolve, reject) => {
      const options = {
        port: dashboard.port,
        path: "/api/sites",
        headers: { host: "evil.example" },
      };
      httpRequest({ host: "127.0.0.1", ...options }, (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (chunk: string) => {
          text += chunk;
        });
        response.on("end", () => resolve({ code: response.statusCode, text }));
      })
        .on("error", reject)
        .end();
    },
  );
  expect(answer.code).toBe(421);
  expect(JSON.parse(answer.text)).toMatchObject({ code: "DASHBOARDS_HOST_REFUSED" });
  expect(answer.text).toContain("evil.example");
});

test.each(["0.0.0.0", "::", "192.168.1.20", "panel.example"])(
  "plaintext HTTP on %s is refused before anything opens",
  async (host) => {
    await expect(start({ host, port: 8080 })).rejects.toMatchObject({
      code: "DASHBOARDS_PLAINTEXT_REFUSED",
      detail: { host, port: 8080 },
    });
    expect(reader.subscribers).toBe(0);
  },
);

test("an occupied port is named, with the mend, and nothing stays open", async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const { port } = other.address() as AddressInfo;
  await expect(start({ port })).rejects.toMatchObject({
    code: "DASHBOARDS_PORT_IN_USE",
    detail: { host: "127.0.0.1", port },
    message: expect.stringMatching(new RegExp(`127\\.0\\.0\\.1:${port}.*another port`)),
  });
  expect(reader.subscribers).toBe(0);
  await new Promise((resolve) => other.close(resolve));
});

test("a page that was not built is named, with the command", async () => {
  await expect(start({ webRoot: join(webRoot, "nowhere") })).rejects.toMatchObject({
    code: "DASHBOARDS_WEB_MISSING",
    detail: { path: join(webRoot, "nowhere", "index.html") },
    message: expect.stringContaining("npm run build:web"),
  });
});
