// One connection through a cable: the client's socket and the one to the server. Bounded: what one side does
// not take is not read from the other, so bytes wait in the operating systems only.

import type { Socket } from "node:net";

export type Direction = "to-server" | "to-client";

/** What becomes of bytes on their way; the same: as they are. */
export type Through = (direction: Direction, bytes: Buffer) => Uint8Array;

/** whole: bytes pass. held: they wait. dead: they vanish, and neither side hears of the other again. */
type LinkState = "whole" | "held" | "dead";

interface Side {
  readonly socket: Socket;
  readonly direction: Direction;
  /** Closed while the cable was held: the other side hears of it when it is whole again. */
  lost: boolean;
}

export class CableLink {
  readonly #client: Side;
  readonly #server: Side;
  readonly #through: Through;
  readonly #closed = Promise.withResolvers<void>();
  #state: LinkState = "whole";
  #open = 2;

  /** Both sockets half-open capable; the client's is paused. */
  constructor(client: Socket, server: Socket, through: Through) {
    this.#through = through;
    this.#client = { socket: client, direction: "to-server", lost: false };
    this.#server = { socket: server, direction: "to-client", lost: false };
    this.#join(this.#client, this.#server);
    this.#join(this.#server, this.#client);
    client.resume();
  }

  /** When both sockets are. */
  get closed(): Promise<void> {
    return this.#closed.promise;
  }

  get dead(): boolean {
    return this.#state === "dead";
  }

  hold(): void {
    if (this.#state !== "whole") return;
    this.#state = "held";
    for (const { socket } of this.#sides()) socket.pause();
  }

  release(): void {
    if (this.#state !== "held") return;
    this.#state = "whole";
    // Nothing more will come to one that the other has left.
    if (this.#sides().some(({ lost }) => lost)) this.reset();
    else this.#flow();
  }

  /** For ever. Each side is freed when it closes its own end. */
  kill(): void {
    this.#state = "dead";
    for (const { socket } of this.#sides()) socket.resume();
  }

  /** Both ends are told by RST. */
  reset(): void {
    for (const { socket } of this.#sides()) {
      // The library would wait for the connection before it resets it.
      if (socket.connecting) socket.destroy();
      else socket.resetAndDestroy();
    }
  }

  #sides(): readonly Side[] {
    return [this.#client, this.#server];
  }

  #flow(): void {
    for (const [from, to] of [
      [this.#client, this.#server],
      [this.#server, this.#client],
    ] as const) {
      if (!to.socket.writableNeedDrain) from.socket.resume();
    }
  }

  #join(from: Side, to: Side): void {
    const { socket, direction } = from;
    socket.setNoDelay(true);
    socket.on("data", (bytes: Buffer) => {
      if (this.#state === "dead") return;
      // What was read just before the cable was held waits in the other socket's queue.
      if (!to.socket.write(this.#through(direction, bytes))) socket.pause();
    });
    to.socket.on("drain", () => {
      if (this.#state === "whole") socket.resume();
    });
    socket.on("end", () => {
      if (this.#state === "dead") socket.destroy();
      else to.socket.end();
    });
    // "close" follows, and says whether it was by an error.
    socket.on("error", () => undefined);
    socket.on("close", (byError: boolean) => {
      this.#open -= 1;
      this.#tell(from, to, byError);
      if (this.#open === 0) this.#closed.resolve();
    });
  }

  #tell(from: Side, to: Side, byError: boolean): void {
    if (this.#state === "held") from.lost = true;
    else if (this.#state === "whole") {
      if (byError) to.socket.resetAndDestroy();
      else to.socket.destroySoon();
    }
  }
}
