// The live stream as the page uses it: connects, tells of every event, notices silence, reconnects.
// fetch instead of EventSource, because EventSource hides heartbeats: a dead network cable would show
// old values as live until TCP gives up.
import type { StreamEvent } from "#contracts/api.ts";
import { waitBeforeAttempt } from "./backoff.ts";
import { SseParser } from "./sse-parser.ts";

/** The server sends at least a heartbeat every 5 s. */
const silenceMs = 12_000;

export type StreamHandlers = {
  /** The stream is open: ask for a snapshot now. When that fails, the stream is opened anew. */
  readonly onOpen: (signal: AbortSignal) => Promise<void>;
  readonly onEvent: (event: StreamEvent) => void;
  /** Lost or refused; the client goes on trying. silentMs: since anything was heard. */
  readonly onLost: (silentMs: number) => void;
};

type Io = {
  readonly fetch: (path: string, init: { signal: AbortSignal }) => Promise<Response>;
  /** In [0, 1). */
  readonly random: () => number;
  /** Monotonic ms. */
  readonly monotonic: () => number;
};

const browserIo: Io = {
  fetch: (path, init) => fetch(path, init),
  random: Math.random,
  monotonic: () => performance.now(),
};

async function readStream(
  response: Response,
  onText: () => void,
  onEvent: (event: StreamEvent) => void,
): Promise<void> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (reader === undefined) return;
  const parser = new SseParser();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    onText();
    for (const { data } of parser.push(value)) onEvent(JSON.parse(data) as StreamEvent);
  }
}

/** Returns the way to stop. */
export function openStream(path: string, handlers: StreamHandlers, io: Io = browserIo): () => void {
  let stopped = false;
  let attempt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let current: AbortController | undefined;

  async function connect(): Promise<void> {
    const abort = new AbortController();
    current = abort;
    let silence = setTimeout(() => abort.abort(), silenceMs);
    let heardAt = io.monotonic();
    const heard = (): void => {
      heardAt = io.monotonic();
      clearTimeout(silence);
      silence = setTimeout(() => abort.abort(), silenceMs);
    };
    try {
      const response = await io.fetch(path, { signal: abort.signal });
      if (stopped || !response.ok) return;
      heard();
      handlers.onOpen(abort.signal).then(
        () => {
          attempt = 0;
        },
        () => abort.abort(),
      );
      await readStream(response, heard, (event) => {
        if (!stopped) handlers.onEvent(event);
      });
    } catch {
      // Whatever went wrong means the same to the page: not live; `finally` says so and tries again.
    } finally {
      clearTimeout(silence);
      abort.abort();
      if (!stopped) {
        handlers.onLost(io.monotonic() - heardAt);
        timer = setTimeout(start, waitBeforeAttempt(attempt, io.random()));
        attempt += 1;
      }
    }
  }

  function start(): void {
    void connect();
  }

  start();
  return () => {
    stopped = true;
    clearTimeout(timer);
    current?.abort();
  };
}
