// The door of a peer on a fixed port of loopback: shut (refused), mute (accepts, takes every byte, never answers),
// or open (passes everything on to the peer behind it).
import { connect, createServer, type Server, type Socket } from "node:net";
import { onTestFinished } from "vitest";

export type Door = "shut" | "mute" | "open";

export class Gate {
  readonly port: number;
  readonly #behind: number;
  readonly #sockets = new Set<Socket>();
  #door: Door = "shut";
  #server: Server | undefined;
  #turning: Promise<void> = Promise.resolve();
  /** Connections that came, whatever became of them. */
  accepted = 0;

  /** @param behind port of the peer. */
  constructor(port: number, behind: number) {
    this.port = port;
    this.#behind = behind;
    onTestFinished(() => this.turn("shut"));
  }

  /** What is connected is cut; from then on newcomers meet the door as it is now. */
  turn(door: Door): Promise<void> {
    this.#turning = this.#turning.then(() => this.#turn(door));
    return this.#turning;
  }

  async #turn(door: Door): Promise<void> {
    this.#door = door;
    for (const socket of this.#sockets) socket.destroy();
    const server = this.#server;
    if (door === "shut") {
      this.#server = undefined;
      if (server !== undefined) await new Promise((resolve) => server.close(resolve));
    } else if (server === undefined) this.#server = await this.#listen();
  }

  #listen(): Promise<Server> {
    const server = createServer({ noDelay: true }, (socket) => this.#serve(socket));
    return new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen(this.port, "127.0.0.1", () => resolve(server));
    });
  }

  #serve(socket: Socket): void {
    this.accepted += 1;
    this.#keep(socket);
    if (this.#door === "mute") {
      socket.resume();
      return;
    }
    const peer = connect({ port: this.#behind, host: "127.0.0.1", noDelay: true });
    this.#keep(peer);
    socket.pipe(peer).pipe(socket);
    socket.on("close", () => peer.destroy());
    peer.on("close", () => socket.destroy());
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => this.#sockets.delete(socket));
  }
}
