import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { openTcpCable, type TcpCable, type TcpCableOptions } from "./tcp-cable.ts";

const until = (condition: () => boolean): Promise<unknown> =>
  vi.waitUntil(condition, { timeout: 5_000, interval: 5 });

/** Answers what it hears in capitals, and lets the test see its connections. */
async function openEcho() {
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

async function openTo(port: number, options: Partial<TcpCableOptions> = {}): Promise<TcpCable> {
  const cable = await openTcpCable({ port: 0, target: { host: "127.0.0.1", port }, ...options });
  onTestFinished(() => cable.close());
  return cable;
}

interface Peer {
  readonly socket: Socket;
  /** Everything received. */
  text(): string;
  /** Code of the error that ended it; "closed" without one; undefined while it stands. */
  end(): string | undefined;
}

async function join(place: { readonly host: string; readonly port: number }): Promise<Peer> {
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

async function says(peer: Peer, word: string): Promise<void> {
  const wanted = peer.text() + word.toUpperCase();
  peer.socket.write(word);
  await until(() => peer.text() === wanted);
}

/** Time for anything that could have come to come: round trips to the server past the cable. */
async function fence(port: number): Promise<void> {
  const peer = await join({ host: "127.0.0.1", port });
  for (let n = 0; n < 20; n += 1) await says(peer, `.${n}`);
  peer.socket.destroy();
}

/** How a connection that is not served ends: the code, before or after it was opened. */
async function fate(cable: TcpCable): Promise<string | undefined> {
  const peer = await join(cable.address()).catch((error: NodeJS.ErrnoException) => error.code);
  if (typeof peer !== "object") return peer;
  await until(() => peer.end() !== undefined);
  return peer.end();
}

test("whole: bytes both ways, and each end hears when the other is done", async () => {
  const echo = await openEcho();
  const cable = await openTo(echo.port);
  const peer = await join(cable.address());
  await says(peer, "one");
  await says(peer, "two");
  peer.socket.end();
  await until(() => peer.end() !== undefined);
  expect([peer.text(), peer.end()]).toEqual(["ONETWOBYE", "closed"]);
  await until(() => cable.statistics().connections === 0);
});

test("whole: a reset of the server is a reset for the client", async () => {
  const echo = await openEcho();
  const cable = await openTo(echo.port);
  const peer = await join(cable.address());
  await says(peer, "one");
  echo.sockets[0]?.resetAndDestroy();
  await until(() => peer.end() !== undefined);
  expect(peer.end()).toBe("ECONNRESET");
});

test("pulled: nothing passes and nobody is told; what was sent comes when the cable is back", async () => {
  const echo = await openEcho();
  const cable = await openTo(echo.port);
  const peer = await join(cable.address());
  await says(peer, "one");
  cable.set({ kind: "silent", newConnections: "silent" });
  peer.socket.write("two");
  echo.sockets[0]?.write("unasked");
  await fence(echo.port);
  expect(echo.heard.filter((word) => word === "two")).toEqual([]);
  expect([peer.text(), peer.end(), peer.socket.writable]).toEqual(["ONE", undefined, true]);
  cable.set({ kind: "whole" });
  await until(() => peer.text() === "ONEunaskedTWO");
  await says(peer, "three");
});

test("pulled: a client that opens meanwhile is connected, hears nothing, and is reset at the end", async () => {
  const echo = await openEcho();
  const cable = await openTo(echo.port);
  cable.set({ kind: "silent", newConnections: "silent" });
  const [patient, hasty] = [await join(cable.address()), await join(cable.address())];
  patient.socket.write("hello");
  await until(() => cable.statistics().stranded === 2);
  hasty.socket.end();
  await until(() => cable.statistics().stranded === 1);
  await fence(echo.port);
  // The fence's own connection is all that the server saw.
  expect([echo.sockets.length, patient.text(), patient.end()]).toEqual([1, "", undefined]);
  cable.set({ kind: "whole" });
  await until(() => patient.end() !== undefined);
  expect(patient.end()).toBe("ECONNRESET");
  await says(await join(cable.address()), "again");
});

test("pulled with refusal: standing connections are silent, new ones refused, and both come back", async () => {
  const echo = await openEcho();
  const cable = await openTo(echo.port);
  const peer = await join(cable.address());
  await says(peer, "one");
  cable.set({ kind: "silent", newConnections: "refused" });
  await cable.settled();
  expect(await fate(cable)).toBe("ECONNREFUSED");
  expect(peer.end()).toBe(undefined);
  cable.set({ kind: "whole" });
  await cable.settled();
  await says(peer, "two");
  await says(await join(cable.address()), "three");
});

test("pulled while one end left: the other hears of it when the cable is back", async () => {
  const echo = await openEcho();
  const cable = await openTo(echo.port);
  const peer = await join(cable.address());
  await says(peer, "one");
  cable.set({ kind: "silent", newConnections: "silent" });
  echo.sockets[0]?.resetAndDestroy();
  await fence(echo.port);
  expect(peer.end()).toBe(undefined);
  cable.set({ kind: "whole" });
  await until(() => peer.end() !== undefined);
  expect(peer.end()).toBe("ECONNRESET");
});

test("half-open: standing connections stay and are dead for ever, new ones work", async () => {
  const echo = await openEcho();
  const cable = await openTo(echo.port);
  const old = await join(cable.address());
  await says(old, "one");
  cable.set({ kind: "half-open" });
  old.socket.write("two");
  echo.sockets[0]?.write("unasked");
  await says(await join(cable.address()), "new");
  cable.set({ kind: "whole" });
  await says(await join(cable.address()), "newer");
  await fence(echo.port);
  expect(echo.heard).not.toContain("two");
  expect([old.text(), old.end(), cable.statistics().dead]).toEqual(["ONE", undefined, 1]);
  // The client gives up: its end is freed; the server still holds its own until it gives up as well.
  old.socket.end();
  await until(() => old.end() !== undefined);
  expect([old.text(), echo.sockets[0]?.destroyed, cable.statistics().dead]).toEqual([
    "ONE",
    false,
    1,
  ]);
  echo.sockets[0]?.destroy();
  await until(() => cable.statistics().dead === 0);
});

test("refused: standing connections are reset, new ones refused, until the cable is whole", async () => {
  const echo = await openEcho();
  const cable = await openTo(echo.port);
  const peer = await join(cable.address());
  await says(peer, "one");
  cable.set({ kind: "refused" });
  await until(() => peer.end() !== undefined && echo.sockets[0]?.destroyed === true);
  expect(peer.end()).toBe("ECONNRESET");
  await cable.settled();
  expect(await fate(cable)).toBe("ECONNREFUSED");
  const { port } = cable.address();
  cable.set({ kind: "whole" });
  await cable.settled();
  expect(cable.address().port).toBe(port);
  await says(await join(cable.address()), "back");
});

test("the same state again changes nothing; changes in a row end in the last", async () => {
  const echo = await openEcho();
  const cable = await openTo(echo.port);
  cable.set({ kind: "half-open" });
  const peer = await join(cable.address());
  await says(peer, "one");
  cable.set({ kind: "half-open" });
  await says(peer, "two");
  cable.set({ kind: "refused" });
  cable.set({ kind: "whole" });
  cable.set({ kind: "refused" });
  cable.set({ kind: "whole" });
  await cable.settled();
  await says(await join(cable.address()), "three");
});

test("no server behind the cable: connections are reset, and served when it is there", async () => {
  const echo = await openEcho();
  const gone = await openTo(echo.port);
  const closed = await openTo(gone.address().port);
  gone.set({ kind: "refused" });
  await gone.settled();
  expect(await fate(closed)).toBe("ECONNRESET");
  gone.set({ kind: "whole" });
  await gone.settled();
  await says(await join(closed.address()), "one");
});

test("more connections than the cap are reset and counted", async () => {
  const echo = await openEcho();
  const cable = await openTo(echo.port, { maxConnections: 2 });
  const kept = [await join(cable.address()), await join(cable.address())];
  for (const peer of kept) await says(peer, "in");
  expect([await fate(cable), cable.statistics().overflow, cable.statistics().connections]).toEqual([
    "ECONNRESET",
    1,
    2,
  ]);
});

test("who does not read stops the sender instead of filling the cable", async () => {
  let passed = 0;
  const echo = await openEcho();
  const cable = await openTo(echo.port, {
    through: (_direction, bytes) => {
      passed += bytes.length;
      return bytes;
    },
  });
  const peer = await join(cable.address());
  await says(peer, "one");
  echo.sockets[0]?.pause();
  const chunk = Buffer.alloc(1 << 20);
  // Kernels buffer some megabytes per socket; 64 MB end up in the sender's own queue.
  for (let n = 0; n < 64; n += 1) peer.socket.write(chunk);
  await fence(echo.port);
  let before = -1;
  await until(() => {
    const same = passed === before;
    before = passed;
    return same;
  });
  expect(passed).toBeLessThan(48 << 20);
  expect(peer.socket.writableNeedDrain).toBe(true);
});

test("bytes can be looked at and changed on their way", async () => {
  const echo = await openEcho();
  const seen: string[] = [];
  const cable = await openTo(echo.port, {
    through: (direction, bytes) => {
      seen.push(`${direction} ${bytes}`);
      return direction === "to-client" ? Buffer.from(`<${bytes}>`) : bytes;
    },
  });
  const peer = await join(cable.address());
  peer.socket.write("one");
  await until(() => peer.text() === "<ONE>");
  expect(seen).toEqual(["to-server one", "to-client ONE"]);
});

test("close ends every socket of every kind, and the port is free", async () => {
  const echo = await openEcho();
  const cable = await openTo(echo.port);
  const dead = await join(cable.address());
  await says(dead, "one");
  cable.set({ kind: "half-open" });
  const held = await join(cable.address());
  await says(held, "two");
  cable.set({ kind: "silent", newConnections: "silent" });
  const stranded = await join(cable.address());
  await until(() => cable.statistics().stranded === 1);
  await Promise.all([cable.close(), cable.close()]);
  expect(cable.statistics()).toEqual({ connections: 0, dead: 0, stranded: 0, overflow: 0 });
  await until(() => [dead, held, stranded].every((peer) => peer.end() !== undefined));
  expect(await fate(cable)).toBe("ECONNREFUSED");
  const next = await openTo(echo.port, { port: cable.address().port });
  await says(await join(next.address()), "three");
});

test("a port that somebody took while the cable was refused is taken back when it is free", async () => {
  const echo = await openEcho();
  const cable = await openTo(echo.port);
  const { port } = cable.address();
  cable.set({ kind: "refused" });
  await cable.settled();
  const thief = createServer();
  await new Promise<void>((resolve) => thief.listen(port, "127.0.0.1", resolve));
  cable.set({ kind: "whole" });
  let settled = false;
  const back = cable.settled().then(() => {
    settled = true;
  });
  await fence(echo.port);
  expect(settled).toBe(false);
  await new Promise((resolve) => thief.close(resolve));
  await back;
  await says(await join(cable.address()), "mine");
});

test("a port in use is refused by its code", async () => {
  const echo = await openEcho();
  await expect(openTcpCable({ port: echo.port, target: echo.target })).rejects.toMatchObject({
    code: "SIMULATORS_PORT_IN_USE",
    detail: { port: echo.port },
  });
});
