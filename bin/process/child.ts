// One `lineproof` process under a parent: started, asked, stopped.
// Invariant: after stop() the process is gone, by SIGKILL if it would not go by itself.
import { type ChildProcess, spawn } from "node:child_process";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { CommandError } from "../errors.ts";
import { gatewayRuntimeFlags } from "./gateway-heap.ts";
import type { ChildMessage, ParentMessage } from "./parent-link.ts";

/** Beside this file, stripped of its types or not. */
const command = fileURLToPath(
  new URL(`../lineproof${extname(import.meta.filename)}`, import.meta.url),
);
const keptLines = 20;

/** Most of what these processes allocate dies at once: small young spaces keep them small. */
const runtimeFlags = ["--max-semi-space-size=8"];

function flagsOf([command]: readonly string[]): readonly string[] {
  return command === "gateway" ? gatewayRuntimeFlags : runtimeFlags;
}

export type ChildOptions = {
  readonly name: string;
  /** Arguments of `lineproof`. */
  readonly args: readonly string[];
  /** Every line that the child writes. */
  readonly onLine?: (line: string) => void;
};

export class Child {
  readonly #options: ChildOptions;
  readonly #process: ChildProcess;
  readonly #waiting = new Map<number, (message: ChildMessage) => void>();
  readonly #ready = Promise.withResolvers<unknown>();
  #nextId = 1;
  #lastLines: string[] = [];
  /** Exit code or signal name, once the process is gone. */
  readonly exited: Promise<string>;

  constructor(options: ChildOptions) {
    this.#options = options;
    this.#process = spawn(process.execPath, [...flagsOf(options.args), command, ...options.args], {
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    for (const stream of [this.#process.stdout, this.#process.stderr]) this.#readLines(stream);
    this.#process.on("message", (message: ChildMessage) => {
      if ("ready" in message) this.#ready.resolve(message.ready);
      else this.#waiting.get(message.id)?.(message);
    });
    // "close" comes after the last line was read, "exit" may come before.
    this.exited = new Promise((resolve) => {
      this.#process.once("close", (code, signal) => resolve(signal ?? String(code)));
    });
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  get lastLines(): readonly string[] {
    return this.#lastLines;
  }

  #readLines(stream: NodeJS.ReadableStream | null): void {
    let rest = "";
    stream?.setEncoding("utf8");
    stream?.on("data", (chunk: string) => {
      const lines = (rest + chunk).split("\n");
      rest = (lines.pop() ?? "").slice(-10_000);
      for (const line of lines) {
        this.#lastLines = [...this.#lastLines.slice(1 - keptLines), line];
        this.#options.onLine?.(line);
      }
    });
  }

  #failure(what: string): CommandError {
    const { name } = this.#options;
    return new CommandError(
      "BIN_CHILD_FAILED",
      `${name} 未能运行 · ${name} did not run (${what})\n${this.#lastLines.join("\n")}`,
      { name, what },
    );
  }

  /** What the child announced. Rejects with BIN_CHILD_FAILED and its last words after the limit or its end. */
  async ready(limitMs: number): Promise<unknown> {
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(
      () => late.reject(this.#failure(`not ready within ${limitMs} ms`)),
      limitMs,
    );
    const ended = this.exited.then((exit): never => {
      throw this.#failure(`exit ${exit}`);
    });
    // Whichever loses the race must not surface as an unhandled rejection.
    ended.catch(() => undefined);
    try {
      return await Promise.race([this.#ready.promise, ended, late.promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  #send(message: ParentMessage): boolean {
    return this.#process.connected && this.#process.send(message);
  }

  /** The child's answer. Rejects with BIN_CHILD_FAILED after the limit. */
  async ask(question: string, limitMs = 10_000): Promise<unknown> {
    const id = this.#nextId++;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const timer = setTimeout(() => reject(this.#failure(`no answer to ${question}`)), limitMs);
    this.#waiting.set(id, (message) => {
      if ("answer" in message) resolve(message.answer);
      else reject(this.#failure("failed" in message ? message.failed : question));
    });
    if (!this.#send({ ask: question, id })) reject(this.#failure(`cannot ask ${question}`));
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(id);
    }
  }

  kill(signal: NodeJS.Signals): void {
    this.#process.kill(signal);
  }

  /** Asks the child to stop; kills it after the limit. True when it went by itself. */
  async stop(limitMs: number): Promise<boolean> {
    let byItself = true;
    const timer = setTimeout(() => {
      byItself = false;
      this.kill("SIGKILL");
    }, limitMs);
    if (!this.#send({ stop: true })) this.kill("SIGTERM");
    await this.exited;
    clearTimeout(timer);
    return byItself;
  }
}
