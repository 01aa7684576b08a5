// One socket from its dialling in until it has said who it is, or its time is over.
import type { Socket } from "node:net";
import { recognise } from "./dtu-registration.ts";

/** A registration is shorter; what is longer is no DTU. */
const maxBytes = 512;
/** A registration that begins like a longer one is taken when no more bytes come for so long. */
const settleMs = 200;

export type DialInOptions = {
  readonly socket: Socket;
  readonly limitMs: number;
  readonly registrations: () => readonly Buffer[];
  readonly onKnown: (registration: Buffer) => void;
  /** Nobody knows it, or it went or said nothing. @param said what it sent. */
  readonly onEnd: (end: "unknown" | "silent" | "gone", said: Buffer) => void;
};

export class DialIn {
  readonly #options: DialInOptions;
  readonly #timer: NodeJS.Timeout;
  #settle: NodeJS.Timeout | undefined;
  #said: Buffer = Buffer.alloc(0);
  #ended = false;

  constructor(options: DialInOptions) {
    this.#options = options;
    const { socket, limitMs } = options;
    this.#timer = setTimeout(
      () => this.#end(this.#said.length === 0 ? "silent" : "unknown"),
      limitMs,
    );
    this.#timer.unref();
    socket.on("data", this.#received);
    socket.on("close", this.#gone);
  }

  /** Also when a further registration becomes known: the DTU may have been faster than its connection. */
  judge(): void {
    if (this.#ended || this.#said.length === 0) return;
    clearTimeout(this.#settle);
    const { known, coming } = recognise(this.#said, this.#options.registrations());
    if (known === undefined) {
      if (this.#said.length > maxBytes) this.#end("unknown");
    } else if (coming) {
      this.#settle = setTimeout(() => this.#known(known), settleMs);
      this.#settle.unref();
    } else this.#known(known);
  }

  #known(registration: Buffer): void {
    this.#leave();
    this.#options.onKnown(registration);
  }

  drop(): void {
    this.#leave();
    this.#options.socket.destroy();
  }

  readonly #received = (chunk: Buffer): void => {
    this.#said = Buffer.concat([this.#said, chunk]);
    this.judge();
  };

  readonly #gone = (): void => this.#end(this.#said.length === 0 ? "gone" : "unknown");

  #end(how: "unknown" | "silent" | "gone"): void {
    if (this.#ended) return;
    this.drop();
    this.#options.onEnd(how, this.#said);
  }

  #leave(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#settle);
    this.#options.socket.off("data", this.#received);
    this.#options.socket.off("close", this.#gone);
  }
}
