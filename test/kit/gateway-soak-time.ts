// Processes for which time runs faster (libfaketime): their clocks, time limits and waits.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { vi } from "vitest";
import type { Child } from "../../bin/process/child.ts";
import { Inspector } from "./gateway-soak-memory.ts";
import { startProcess } from "./processes.ts";

/** Debian's place, which the faketime program itself takes it from. */
const triplet = process.arch === "arm64" ? "aarch64-linux-gnu" : "x86_64-linux-gnu";
const library = `/usr/lib/${triplet}/faketime/libfaketimeMT.so.1`;
/** The library looks at its file so often, s. */
const lookSeconds = 1;
/**
 * Now and then the library begins while threads of the new process already ask for the time, and no timer of that
 * process ever fires. It is seen by a timer of Node's own, and another process is started.
 */
const attempts = 4;

export type FastProcess = { readonly child: Child; readonly inspector: Inspector };

export class FastTime {
  readonly #file: string;
  readonly rate: number;
  #startedAt = 0;

  constructor(folder: string, rate: number) {
    this.#file = join(folder, "fast-time");
    this.rate = rate;
    writeFileSync(this.#file, `+0 x${rate}`);
  }

  /** Starts a `lineproof` process that lives in this time, with an inspector that the program knows nothing of. */
  async start(name: string, args: readonly string[]): Promise<FastProcess> {
    this.#startedAt ||= performance.now();
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      const lines: string[] = [];
      const child = await this.#during(() => startProcess(name, args, lines));
      const inspector = await Inspector.open(child.pid ?? 0, lines);
      if (await inspector.timersFire()) return { child, inspector };
      await child.stop(2_000);
    }
    throw new Error(`${name}: no process with timers in ${attempts} attempts`);
  }

  async #during<T>(start: () => Promise<T>): Promise<T> {
    const environment = {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: this.#file,
      FAKETIME_CACHE_DURATION: String(lookSeconds),
      NODE_OPTIONS: "--inspect=127.0.0.1:0",
    };
    for (const [key, value] of Object.entries(environment)) vi.stubEnv(key, value);
    try {
      return await start();
    } finally {
      vi.unstubAllEnvs();
    }
  }

  /** Hours since the first process was started, as it counts them. */
  get hours(): number {
    return ((performance.now() - this.#startedAt) / 3_600_000) * this.rate;
  }

  /** From now on time goes as everywhere; it jumps ahead first, as after a short sleep, never back. */
  slow(): void {
    const ahead = this.hours * 3600 + (lookSeconds + 2) * this.rate;
    writeFileSync(this.#file, `+${Math.ceil(ahead)} x1`);
  }
}
