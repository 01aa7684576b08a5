import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { StreamEvent } from "#contracts/api.ts";
import { longestWaitMs, waitBeforeAttempt } from "./backoff.ts";
import { SseParser } from "./sse-parser.ts";
import { openStream } from "./stream-client.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A server whose streams the test writes and ends; `refuse` makes the next connections fail. */
function scriptedServer() {
  const encoder = new TextEncoder();
  const open: ReadableStreamDefaultController<Uint8Array>[] = [];
  const state = { connections: 0, refuse: false };
  const fetchStream = async (_path: string, { signal }: { signal: AbortSignal }) => {
    state.connections += 1;
    if (state.refuse) throw new TypeError("refused");
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        open.push(controller);
        signal.addEventListener("abort", () => {
          try {
            controller.error(signal.reason);
          } catch {
            // The test ended it first.
          }
        });
      },
    });
    return new Response(body);
  };
  return {
    state,
    fetch: fetchStream,
    send: (text: string) => open.at(-1)?.enqueue(encoder.encode(text)),
    end: () => open.at(-1)?.close(),
  };
}

function listen(server: ReturnType<typeof scriptedServer>, snapshot: () => Promise<void>) {
  const heard: StreamEvent[] = [];
  const losses: number[] = [];
  let opened = 0;
  const stop = openStream(
    "/api/stream",
    {
      onOpen: () => {
        opened += 1;
        return snapshot();
      },
      onEvent: (event) => heard.push(event),
      onLost: (silentMs) => losses.push(silentMs),
    },
    { fetch: server.fetch, random: () => 0, monotonic: () => Date.now() },
  );
  return { heard, losses, opened: () => opened, stop };
}

const settle = () => vi.advanceTimersByTimeAsync(0);
const event = 'event: link\ndata: {"kind":"link","site":"x","hostTime":5}\n\n';

test("events arrive whole, however the bytes are cut", async () => {
  const server = scriptedServer();
  const { heard, stop } = listen(server, async () => undefined);
  await settle();
  server.send(event.slice(0, 20));
  server.send(`${event.slice(20)}: 5\n\n${event}`);
  await settle();
  expect(heard).toEqual([
    { kind: "link", site: "x", hostTime: 5 },
    { kind: "link", site: "x", hostTime: 5 },
  ]);
  stop();
});

test("an end is a loss; the client comes back, waiting longer each time but never beyond the bound", async () => {
  const server = scriptedServer();
  const page = listen(server, async () => undefined);
  await settle();
  server.state.refuse = true;
  server.end();
  await settle();
  expect(page.losses.length).toBe(1);
  await vi.advanceTimersByTimeAsync(500);
  expect(server.state.connections).toBe(2);
  await vi.advanceTimersByTimeAsync(999);
  expect(server.state.connections).toBe(2);
  await vi.advanceTimersByTimeAsync(1);
  expect(server.state.connections).toBe(3);
  server.state.refuse = false;
  await vi.advanceTimersByTimeAsync(longestWaitMs);
  expect(page.opened()).toBe(2);
  page.stop();
});

test("silence beyond the heartbeat is a loss, dated from the last byte", async () => {
  const server = scriptedServer();
  const page = listen(server, async () => undefined);
  await settle();
  await vi.advanceTimersByTimeAsync(11_000);
  server.send(": heartbeat\n\n");
  await vi.advanceTimersByTimeAsync(11_000);
  expect(page.losses).toEqual([]);
  await vi.advanceTimersByTimeAsync(1000);
  expect(page.losses).toEqual([12_000]);
  page.stop();
});

test("a snapshot that cannot be read opens the stream anew", async () => {
  const server = scriptedServer();
  let fails = true;
  const page = listen(server, async () => {
    if (fails) throw new Error("no snapshot");
  });
  await settle();
  expect(page.losses.length).toBe(1);
  fails = false;
  await vi.advanceTimersByTimeAsync(500);
  expect(page.opened()).toBe(2);
  expect(page.losses.length).toBe(1);
  page.stop();
});

test("after stop nothing is told and nothing is opened", async () => {
  const server = scriptedServer();
  const page = listen(server, async () => undefined);
  await settle();
  page.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(page.losses).toEqual([]);
  expect(server.state.connections).toBe(1);
});

test("waits double and are bounded", () => {
  expect([0, 1, 2, 3].map((attempt) => waitBeforeAttempt(attempt, 0))).toEqual([
    500, 1000, 2000, 4000,
  ]);
  expect(waitBeforeAttempt(1000, 0)).toBe(longestWaitMs);
  expect(waitBeforeAttempt(1000, 0.999)).toBeGreaterThan(longestWaitMs * 0.79);
});

test("an event without end is refused before it fills memory", () => {
  const parser = new SseParser();
  const piece = "x".repeat(1 << 20);
  expect(() => {
    for (let i = 0; i < 10; i++) parser.push(piece);
  }).toThrow(RangeError);
});
