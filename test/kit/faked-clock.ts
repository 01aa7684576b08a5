// The wall clock of a process, set by a file (libfaketime); monotonic time goes on as it is, as on a real computer.
import { writeFileSync } from "node:fs";
import { vi } from "vitest";

/** libfaketime keeps a rate that it was told until it is told another. */
export const rightTime = "+0 x1";

/** Debian's place, which the faketime program itself takes it from. */
const triplet = process.arch === "arm64" ? "aarch64-linux-gnu" : "x86_64-linux-gnu";
const library = `/usr/lib/${triplet}/faketime/libfaketime.so.1`;

export class FakedClock {
  readonly #file: string;

  /** @param time as libfaketime reads it: `+2h`, `+0 x1.2`, `@2000-01-01 00:00:00`. */
  constructor(file: string, time: string) {
    this.#file = file;
    this.set(time);
  }

  set(time: string): void {
    writeFileSync(this.#file, time);
  }

  /** What `start` starts has this clock. */
  async over<T>(start: () => Promise<T>): Promise<T> {
    for (const [name, value] of Object.entries({
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: this.#file,
      FAKETIME_NO_CACHE: "1",
      FAKETIME_DONT_FAKE_MONOTONIC: "1",
    })) {
      vi.stubEnv(name, value);
    }
    const starting = start();
    vi.unstubAllEnvs();
    return starting;
  }
}
