// What the tests of the cable need: a server that answers, clients, and a way to know that nothing comes.

import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { onTestFinished, vi } from "vitest";
import { openTcpCable, type TcpCable, type TcpCableOptions } from "./tcp-cable.ts";

export const until = (condition: () => boolean): Promise<unknown> =>
  vi.waitUntil(condition, { timeout: 5_000, interval: 5 });

/** Answers what it hears in capitals, and lets the test see its connections. */
export async function openEcho() {
  const sockets: Socket[] = [];
  const heard: string[] = [];
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.push(socket);
    socket.on("data", (bytes) => {
      heard.push(bytes.toString());
      socket.write(bytes.toString().toUpperCase());
    });
    socket.on("end", () => socket.end("BYE"));
    socket.on("error", () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return { port, sockets, heard, target: { host: "127.0.0.1", port } };
}

export async function openTo(
  port: number,
  options: Partial<TcpCableOptions> = {},
): Promise<TcpCable> {
  const cable = await openTcpCable({ port: 0, target: { host: "127.0.0.1", port }, ...options });
  onTestFinished(() => cable.close());
  return cable;
}

export interface Peer {
  readonly socket: Socket;
  /** Everything received. */
  text(): string;
  /** Code of the error that ended it; "closed" without one; undefined while it stands. */
  end(): string | undefined;
}

export async function join(place: { readonly host: string; readonly port: number }): Promise<Peer> {
  const socket = connect(place);
  onTestFinished(() => {
    socket.destroy();
  });
  let text = "";
  let end: string | undefined;
  socket.on("data", (bytes) => {
    text += bytes.toString();
  });
  socket.on("error", (error: NodeJS.ErrnoException) => {
    end = error.code;
  });
  socket.on("close", () => {
    end ??= "closed";
  });
  await once(socket, "connect");
  return { socket, text: () => text, end: () => end };
}

export async function says(peer: Peer, word: string): Promise<void> {
  const wanted = peer.text() + word.toUpperCase();
  peer.socket.write(word);
  await until(() => peer.text() === wanted);
}

/** Time for anything that could have come to come: round trips to the server past the cable. */
export async function fence(port: number): Promise<void> {
  const peer = await join({ host: "127.0.0.1", port });
  for (let n = 0; n < 20; n += 1) await says(peer, `.${n}`);
  peer.socket.destroy();
}

/** How a connection that is not served ends: the code, before or after it was opened. */
export async function fate(cable: TcpCable): Promise<string | undefined> {
  const peer = await join(cable.address()).catch((error: NodeJS.ErrnoException) => error.code);
  if (typeof peer !== "object") return peer;
  await until(() => peer.end() !== undefined);
  return peer.end();
}
