// What a running Node process holds, asked from outside by its inspector after a full collection, and from the
// kernel. Nothing in the program knows of it.
import { readdirSync, readFileSync } from "node:fs";
import { onTestFinished } from "vitest";

export type Held = {
  /** Since it was started, by its own clock. */
  readonly hour: number;
  /** V8 heap in use after a full collection, bytes. */
  readonly heap: number;
  /** Array buffers and other memory that objects of the heap own, bytes. */
  readonly external: number;
  readonly rss: number;
  /** Open files, sockets among them. */
  readonly files: number;
  /** Node's active resources by name: Timeout, TCPSocketWrap … (process.getActiveResourcesInfo). */
  readonly resources: Readonly<Record<string, number>>;
};

type Answer = { readonly id?: number; readonly result?: unknown; readonly error?: unknown };

const answerMs = 30_000;

const timerMs = 2_000;

const held = `(() => {
  const resources = {};
  for (const name of process.getActiveResourcesInfo()) resources[name] = (resources[name] ?? 0) + 1;
  const { heapUsed, external } = process.memoryUsage();
  return { hour: performance.now() / 3600000, heap: heapUsed, external, resources };
})()`;

export class Inspector {
  readonly #pid: number;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #next = 1;

  private constructor(pid: number, socket: WebSocket) {
    this.#pid = pid;
    this.#socket = socket;
    socket.onmessage = ({ data }) => {
      const answer = JSON.parse(String(data)) as Answer;
      if (answer.id !== undefined) this.#waiting.get(answer.id)?.(answer);
    };
  }

  /** @param lines that the process wrote, run with `--inspect=127.0.0.1:0`: one of them says where it listens. */
  static async open(pid: number, lines: readonly string[]): Promise<Inspector> {
    const url = lines
      .map((line) => /^Debugger listening on (ws:\S+)$/.exec(line)?.[1])
      .find(Boolean);
    if (url === undefined) throw new Error("the process has no inspector");
    const socket = new WebSocket(url);
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = reject;
    });
    onTestFinished(() => socket.close());
    return new Inspector(pid, socket);
  }

  /** Whether a timer of its event loop fires. */
  async timersFire(): Promise<boolean> {
    const fired = this.#ask("Runtime.evaluate", {
      expression: "new Promise((resolve) => setTimeout(resolve, 1000))",
      awaitPromise: true,
    });
    // Its end may come first.
    fired.catch(() => undefined);
    const late = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => late.resolve(false), timerMs);
    return Promise.race([fired.then(() => true), late.promise]).finally(() => clearTimeout(timer));
  }

  async held(): Promise<Held> {
    await this.#ask("HeapProfiler.collectGarbage");
    const { result } = (await this.#ask("Runtime.evaluate", {
      expression: held,
      returnByValue: true,
    })) as { readonly result: { readonly value: Omit<Held, "rss" | "files"> } };
    const status = readFileSync(`/proc/${this.#pid}/status`, "utf8");
    return {
      ...result.value,
      rss: Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1024,
      files: readdirSync(`/proc/${this.#pid}/fd`).length,
    };
  }

  async #ask(method: string, params: Record<string, unknown> = {}): Promise<unknown> {
    const id = this.#next++;
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    this.#waiting.set(id, resolve);
    const timer = setTimeout(() => reject(new Error(`no answer to ${method}`)), answerMs);
    this.#socket.send(JSON.stringify({ id, method, params }));
    try {
      const { result, error } = await promise;
      if (error !== undefined) throw new Error(JSON.stringify(error));
      return result;
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(id);
    }
  }
}
