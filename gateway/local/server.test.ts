// The local server by raw requests: who may ask, what it says, and what it does not do.
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { GatewayError } from "../errors.ts";
import type { GatewayStatus, SignalStatus } from "../status.ts";
import { healthOf } from "./health.ts";
import { latenessMetric, metricList } from "./metric-list.ts";
import type { LocalGateway } from "./route.ts";
import { type LocalServer, startLocalServer } from "./server.ts";
import { openToken, tokenFile } from "./token.ts";

const good: GatewayStatus = {
  gateway: "gw",
  site: "s",
  edge: {
    log: "0",
    origin: "o",
    publicKey: "0",
    signing: true,
    next: 12,
    acknowledged: 10,
    oldest: 0,
    buffered: 0,
    dropped: 0,
    gapRecords: 0,
    outboxBytes: 4096,
    pending: 2,
    published: 11,
    resent: 1,
    rebirths: 0,
    connections: 1,
    connected: true,
    server: "mqtt://127.0.0.1",
    born: true,
    hostOnline: null,
    waitingFor: null,
    commandsRefused: 0,
    clock: { state: "synchronised", offsetMs: 250, sources: [], maxOffsetMs: 5_000 },
    checkpoint: null,
    cosigned: null,
    lastError: null,
    troubles: [],
  },
  poll: {
    connections: [
      {
        id: "bus",
        state: "open",
        opened: 1,
        failures: 0,
        lastError: null,
        trouble: null,
        counts: { foreignFrames: 3 },
      },
    ],
    equipment: [
      {
        id: "press",
        connection: "bus",
        state: "degraded",
        reason: "1 of 2",
        since: 0,
        lastGoodAt: Date.now() - 2_000,
        scans: 7,
        skipped: 1,
        stalls: 2,
        readings: 14,
        samples: 9,
      },
    ],
    lateness: {
      count: 3,
      sum: 2_503,
      p50: 2,
      p99: 2_500,
      max: 2_500,
      buckets: [1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0],
    },
    standstills: { count: 1, ms: 2_500 },
  },
  reload: { count: 0, lastAt: null, lastError: null },
  time: { servers: [], systemSynchronised: true },
};

const signal: SignalStatus = {
  id: "count",
  scanGroup: "fast",
  value: 2n ** 60n,
  status: 0,
  quality: "good",
  sourceTime: 1,
  lastGoodAt: 2,
  quarantined: false,
};

/** Of the page's own routes; they are shown where a gateway runs. */
const unused = () => {
  throw new RangeError("not here");
};

let folder: string;
let server: LocalServer | undefined;
let status = good;
let reloads = 0;

const gateway: LocalGateway = {
  status: () => status,
  signals: (equipment) => (equipment === "press" ? [signal] : undefined),
  reload: () => {
    reloads += 1;
    throw new GatewayError("GATEWAY_CONFIG_INVALID", "one\ntwo");
  },
  desk: {
    clock: { now: unused, monotonic: unused },
    log: unused,
    get config() {
      return unused();
    },
    source: undefined,
    ask: unused,
    rehearse: unused,
    explain: unused,
  },
};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "lineproof-local-"));
  status = good;
  reloads = 0;
  server = await startLocalServer({
    settings: { enabled: true, port: 0, host: "127.0.0.1" },
    dataDir: folder,
    gateway,
  });
});
afterEach(async () => {
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

type Asked = { method?: string; headers?: Record<string, string>; body?: string };

function ask(
  path: string,
  { method = "GET", headers = {}, body }: Asked = {},
): Promise<{ status: number; headers: Record<string, unknown>; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(`${server?.url}${path}`, { method, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (part) => {
        text += part;
      });
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
      );
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

const withToken = () => ({
  authorization: `Bearer ${readFileSync(tokenFile(folder), "utf8").trim()}`,
});
const codeOf = (text: string) => (JSON.parse(text) as { error: { code: string } }).error.code;

test("health says in words what is wrong: reading, keeping, publishing", async () => {
  expect(await ask("/health")).toMatchObject({ status: 200 });
  status = { ...good, poll: { ...good.poll, equipment: [] } };
  const deaf = await ask("/health");
  expect(deaf.status).toBe(503);
  expect(JSON.parse(deaf.text)).toMatchObject({ live: true, ready: false, reading: { ok: false } });
  expect((await ask("/health/live")).status).toBe(200);
  const at = 0;
  const full = { code: "GATEWAY_OUTBOX_FULL", message: "磁盘已满 · disk full", at };
  // A newer trouble of the broker does not hide it.
  const away = { code: "GATEWAY_BROKER_UNREACHABLE", message: "away", at };
  const edge = { ...good.edge, troubles: [full, away], lastError: away };
  expect(healthOf({ ...good, edge })).toMatchObject({
    ready: false,
    keeping: { ok: false, reason: "[GATEWAY_OUTBOX_FULL] 磁盘已满 · disk full" },
    publishing: { ok: true },
  });
  const standing = (code: string) =>
    healthOf({ ...good, edge: { ...good.edge, troubles: [{ code, message: "m", at }] } });
  expect(standing("GATEWAY_LOG_REWOUND").keeping.reason).toBe("[GATEWAY_LOG_REWOUND] m");
  expect(standing("GATEWAY_LOG_NOT_ENROLLED").publishing.ok).toBe(false);
  const offline = healthOf({ ...good, edge: { ...good.edge, connected: false } });
  expect(offline.publishing.reason).toContain("2 records are kept on disk");
  const alone = healthOf({ ...good, edge: { ...good.edge, hostOnline: false } });
  expect(alone).toMatchObject({ ready: false, keeping: { ok: true }, publishing: { ok: false } });
});

test("values and commands need the token; a wrong one, or one in the address, is none", async () => {
  for (const path of ["/api/status", "/api/signals?equipment=press"]) {
    expect(codeOf((await ask(path)).text)).toBe("TOKEN");
    expect((await ask(`${path}${path.includes("?") ? "&" : "?"}token=x`)).status).toBe(401);
    expect((await ask(path, { headers: { authorization: "Bearer nonsense" } })).status).toBe(401);
    expect((await ask(path, { headers: withToken() })).status).toBe(200);
  }
  expect((await ask("/api/reload", { method: "POST" })).status).toBe(401);
  expect(reloads).toBe(0);
});

test("signals go as JSON can carry them; unknown equipment is told", async () => {
  const headers = withToken();
  const { text } = await ask("/api/signals?equipment=press", { headers });
  expect(JSON.parse(text)).toEqual({
    equipment: "press",
    signals: [{ ...signal, value: "1152921504606846976" }],
  });
  expect((await ask("/api/signals?equipment=saw", { headers })).status).toBe(404);
});

test("a refused reload comes with its code and every problem", async () => {
  const answer = await ask("/api/reload", { method: "POST", headers: withToken() });
  expect(answer.status).toBe(409);
  expect(JSON.parse(answer.text)).toEqual({
    error: { code: "GATEWAY_CONFIG_INVALID", message: "one\ntwo" },
  });
});

test("only names of this computer are answered, and no other site may read an answer", async () => {
  const port = new URL(server?.url ?? "").port;
  for (const host of ["evil.example", `evil.example:${port}`, "127.0.0.1:1"]) {
    expect(codeOf((await ask("/health", { headers: { host } })).text)).toBe("HOST");
  }
  for (const host of [`localhost:${port}`, `127.0.0.1:${port}`]) {
    expect((await ask("/health", { headers: { host } })).status).toBe(200);
  }
  const foreign = await ask("/health", { headers: { origin: "http://evil.example" } });
  expect(Object.keys(foreign.headers).filter((name) => name.startsWith("access-control"))).toEqual(
    [],
  );
});

test("unknown paths, wrong methods and bodies that are too large are refused by name", async () => {
  const headers = withToken();
  expect(codeOf((await ask("/etc/passwd")).text)).toBe("NOT_FOUND");
  expect(codeOf((await ask("/api/reload", { headers })).text)).toBe("METHOD");
  const body = "x".repeat(100_000);
  const large = await ask("/api/reload", { method: "POST", headers, body });
  expect(codeOf(large.text)).toBe("BODY");
  expect(reloads).toBe(0);
});

test("metrics: every line of the list in Prometheus' form, again and again the same", async () => {
  const first = (await ask("/metrics")).text;
  for (const { name, type } of metricList) expect(first).toContain(`# TYPE ${name} ${type}\n`);
  const line = (name: string) =>
    first.split("\n").find((each) => each.startsWith(`lineproof_gateway_${name}`));
  expect(line('equipment_state{equipment="press",state="degraded"}')).toMatch(/ 1$/);
  expect(line('equipment_state{equipment="press",state="up"}')).toMatch(/ 0$/);
  expect(line('stalls_total{equipment="press"}')).toMatch(/ 2$/);
  expect(line('connection_events_total{connection="bus",event="foreignFrames"}')).toMatch(/ 3$/);
  expect(line("records_total ")).toMatch(/ 12$/);
  expect(line("clock_offset_seconds ")).toMatch(/ 0.25$/);
  // What has no reading stays away: no primary host, no checkpoint yet.
  expect([line("primary_host_online"), line("checkpoint_age_seconds")]).toEqual([
    undefined,
    undefined,
  ]);
  const { name } = latenessMetric;
  expect(first).toContain(`# TYPE ${name} histogram`);
  expect(first).toContain(`${name}_bucket{le="0.001"} 1`);
  expect(first).toContain(`${name}_bucket{le="0.002"} 2`);
  expect(first).toContain(`${name}_bucket{le="+Inf"} 3`);
  expect(first).toContain(`${name}_sum 2.503`);
  expect(first).toContain(`${name}_count 3`);
  const fixed = (text: string) =>
    text.split("\n").filter((each) => !/_(cpu|resident|last_good)/.test(each));
  expect(fixed((await ask("/metrics")).text)).toEqual(fixed(first));
});

test("the README's table has every metric by name and meaning, and no other", () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const rows = [...readme.matchAll(/^\| `lineproof_gateway_(\w+)`[^|]*\| ([^|]+) \|$/gm)];
  const shown = rows.map(([, name, help]) => [`lineproof_gateway_${name}`, help]);
  const all = [...metricList, latenessMetric].map(({ name, help }) => [name, help]);
  expect(shown).toEqual(all);
});

test("the token is made once, for its owner only, and one that others may read is refused", () => {
  const token = openToken(folder);
  expect(openToken(folder)).toBe(token);
  expect(token).toMatch(/^[\w-]{43}$/);
  expect(statSync(tokenFile(folder)).mode & 0o777).toBe(0o600);
  for (const [text, mode] of [
    ["a".repeat(43), 0o644],
    ["short", 0o600],
  ] as const) {
    rmSync(tokenFile(folder));
    writeFileSync(tokenFile(folder), text, { mode });
    expect(() => openToken(folder)).toThrow(
      expect.objectContaining({ code: "GATEWAY_LOCAL_TOKEN" }),
    );
  }
});

test("an empty token file, as a power cut leaves it, is nobody's secret: a new one is made", () => {
  writeFileSync(tokenFile(folder), "", { mode: 0o600 });
  const token = openToken(folder);
  expect(token).toMatch(/^[\w-]{43}$/);
  expect(openToken(folder)).toBe(token);
});

test("a port that is taken is said by its code", async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const address = other.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  try {
    await expect(
      startLocalServer({
        settings: { enabled: true, port, host: "127.0.0.1" },
        dataDir: folder,
        gateway,
      }),
    ).rejects.toMatchObject({ code: "GATEWAY_LOCAL_PORT", detail: { port } });
  } finally {
    other.close();
  }
});
