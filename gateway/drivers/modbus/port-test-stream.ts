// A wire in memory, for tests of the ports: what is written comes to the test, what the test says comes in.
import type { ByteStream } from "./byte-stream.ts";

export class TestStream implements ByteStream {
  readonly name = "test";
  readonly written: Buffer[] = [];
  /** Answers each write, at once. */
  onWrite: (bytes: Buffer) => void = () => undefined;
  closed = false;
  #received: (bytes: Buffer) => void = () => undefined;
  #lost: (reason: string) => void = () => undefined;

  write(bytes: Uint8Array): void {
    const copy = Buffer.from(bytes);
    this.written.push(copy);
    this.onWrite(copy);
  }

  listen(received: (bytes: Buffer) => void, lost: (reason: string) => void): void {
    this.#received = received;
    this.#lost = lost;
  }

  /** @param bytes hex, spaces allowed, or bytes. */
  say(bytes: string | Uint8Array): void {
    if (this.closed) return;
    this.#received(
      typeof bytes === "string"
        ? Buffer.from(bytes.replaceAll(" ", ""), "hex")
        : Buffer.from(bytes),
    );
  }

  cut(reason = "cut"): void {
    this.#lost(reason);
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }
}
