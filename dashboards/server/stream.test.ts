// The event stream over real sockets: events arrive merged, heartbeats come, a browser that does not
// read is dropped and counted, and closing ends every stream.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { StreamEvent } from "#contracts/api.ts";
import { ManualClock } from "#contracts/time.ts";
import { pressHallModel } from "../fixtures/press-hall-model.ts";
import { pressHallVerdicts } from "../fixtures/press-hall-verdicts.ts";
import { ScriptedReader } from "../fixtures/scripted-reader.ts";
import { type RunningDashboard, startDashboard } from "./start-dashboard.ts";
import type { StreamLimits } from "./stream-hub.ts";

const site = "wenan-press";
const now = Date.UTC(2026, 2, 2, 3, 4, 5);

let webRoot: string;
let clock: ManualClock;
let reader: ScriptedReader;
let lines: string[];
let dashboard: RunningDashboard | undefined;

beforeEach(async () => {
  webRoot = await mkdtemp(join(tmpdir(), "lineproof-web-"));
  await mkdir(join(webRoot, "assets"));
  await writeFile(join(webRoot, "index.html"), "");
  clock = new ManualClock(now);
  reader = new ScriptedReader([pressHallModel(site), pressHallModel("other")], clock);
  lines = [];
});

afterEach(async () => {
  await dashboard?.close();
  await rm(webRoot, { recursive: true });
});

async function start(stream: Partial<StreamLimits>): Promise<RunningDashboard> {
  dashboard = await startDashboard({
    reader,
    judge: async (asked) => pressHallVerdicts(asked, clock.now()),
    host: "127.0.0.1",
    port: 0,
    webRoot,
    clock,
    log: (line) => lines.push(line),
    stream,
  });
  return dashboard;
}

/** Reads a stream until it ends; `text` grows. */
async function open(from: RunningDashboard, query = "") {
  const response = await fetch(new URL(`/api/stream${query}`, from.url));
  const state = { response, text: "", ended: false };
  const done = (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? [])
      state.text += decoder.decode(chunk as Uint8Array);
  })()
    .catch(() => undefined)
    .finally(() => {
      state.ended = true;
    });
  await expect.poll(() => state.text).toContain(":");
  return { state, done };
}

function events(text: string): StreamEvent[] {
  return text
    .split("\n\n")
    .filter((block) => block.startsWith("event: "))
    .map((block) => JSON.parse(block.slice(block.indexOf("data: ") + 6)) as StreamEvent);
}

test("a burst becomes one event per kind with the newest value of each signal", async () => {
  const from = await start({ flushMs: 30 });
  const { state } = await open(from, `?site=${site}`);
  expect(state.response.headers.get("content-type")).toContain("text/event-stream");
  for (const value of [1, 2, 3]) {
    reader.set(site, [{ equipment: "meter-1", signal: "power.active", value }]);
  }
  reader.set(site, [{ equipment: "zone-1", signal: "output", value: Number.POSITIVE_INFINITY }]);
  reader.setLink(site, false);
  reader.setLedger(site, { duplicates: 4 });
  await expect.poll(() => events(state.text).length).toBe(3);
  const [link, values, ledger] = events(state.text);
  expect(link).toMatchObject({ kind: "link", site, hostTime: now, link: { online: false } });
  expect(values).toMatchObject({
    kind: "values",
    values: [
      { signal: "power.active", value: 3 },
      { signal: "output", value: "Infinity" },
    ],
  });
  expect(ledger).toMatchObject({ kind: "ledger", ledger: [{ duplicates: 4 }] });
});

test("a stream of one site hears nothing of another; a stream of all hears both", async () => {
  const from = await start({ flushMs: 10 });
  const one = await open(from, `?site=${site}`);
  const all = await open(from);
  reader.set("other", [{ equipment: "meter-1", signal: "power.active", value: 7 }]);
  await expect.poll(() => events(all.state.text).map((event) => event.site)).toEqual(["other"]);
  reader.set(site, [{ equipment: "meter-1", signal: "power.active", value: 8 }]);
  await expect.poll(() => events(one.state.text).map((event) => event.site)).toEqual([site]);
});

test("heartbeats are comments with the host's time", async () => {
  const from = await start({ heartbeatMs: 10 });
  const { state } = await open(from);
  await expect.poll(() => state.text.split(`: ${now}\n\n`).length).toBeGreaterThan(3);
});

test("a browser that does not read is dropped and counted; the others go on", async () => {
  const from = await start({ flushMs: 1, maxBufferedBytes: 64 * 1024 });
  const reading = await open(from);
  const sleeper: Socket = connect(from.port, "127.0.0.1");
  sleeper.pause();
  sleeper.on("error", () => undefined);
  sleeper.write(`GET /api/stream HTTP/1.1\r\nHost: 127.0.0.1:${from.port}\r\n\r\n`);
  await expect.poll(() => from.streams().clients).toBe(2);
  const value = "x".repeat(200_000);
  // What the kernel takes for a paused socket differs between machines; write until it refuses.
  await expect
    .poll(
      () => {
        reader.set(site, [{ equipment: "meter-1", signal: "power.active", value }]);
        return from.streams().dropped;
      },
      { interval: 5, timeout: 15_000 },
    )
    .toBe(1);
  expect(from.streams()).toEqual({ clients: 1, dropped: 1 });
  expect(lines.join()).toContain("dropped a browser");
  reader.set(site, [{ equipment: "zone-1", signal: "setpoint", value: 180 }]);
  await expect.poll(() => reading.state.text.includes('"value":180')).toBe(true);
  sleeper.destroy();
});

test("streams beyond the cap are refused with a reason", async () => {
  const from = await start({ maxClients: 1 });
  await open(from);
  const refused = await fetch(new URL("/api/stream", from.url));
  expect(refused.status).toBe(503);
  expect(await refused.json()).toMatchObject({ code: "DASHBOARDS_STREAM_FULL" });
});

test("a browser that leaves is forgotten, and closing ends the rest and the subscription", async () => {
  const from = await start({});
  const leaving = new AbortController();
  await fetch(new URL("/api/stream", from.url), { signal: leaving.signal });
  const staying = await open(from);
  expect(from.streams().clients).toBe(2);
  leaving.abort();
  await expect.poll(() => from.streams().clients).toBe(1);
  await from.close();
  await staying.done;
  expect(staying.state.ended).toBe(true);
  expect(reader.subscribers).toBe(0);
});
