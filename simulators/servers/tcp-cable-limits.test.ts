// What the cable never does: grow, leak, or give up its port.
import { createServer } from "node:net";
import { expect, test } from "vitest";
import { createRandom, type Random } from "../plant/random.ts";
import { openTcpCable, type TcpCable } from "./tcp-cable.ts";
import type { CableState } from "./tcp-cable-state.ts";
import {
  fate,
  fence,
  join,
  openEcho,
  openTo,
  type Peer,
  says,
  until,
} from "./tcp-cable-test-peers.ts";

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

const STATES: readonly CableState[] = [
  { kind: "whole" },
  { kind: "half-open" },
  { kind: "silent", newConnections: "silent" },
  { kind: "silent", newConnections: "refused" },
  { kind: "refused" },
];

/** Something happens to the cable, and something to one of its clients. */
async function episode(random: Random, cable: TcpCable, peers: Peer[], n: number): Promise<void> {
  const state = STATES[Math.floor(random.uniform() * STATES.length)];
  if (random.uniform() < 0.4 && state !== undefined) cable.set(state);
  if (random.uniform() < 0.6) {
    const peer = await join(cable.address()).catch(() => undefined);
    if (peer !== undefined) peers.push(peer);
  }
  const peer = peers[Math.floor(random.uniform() * peers.length)];
  if (random.uniform() < 0.5) peer?.socket.write(`word ${n}`);
  if (random.uniform() < 0.2) peer?.socket.end();
  if (random.uniform() < 0.2) peer?.socket.resetAndDestroy();
}

test("after any story the cable serves when it is whole, and leaves no socket behind", async () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const random = createRandom(seed);
    const echo = await openEcho();
    const cable = await openTo(echo.port);
    const peers: Peer[] = [];
    for (let n = 0; n < 40; n += 1) await episode(random, cable, peers, n);
    cable.set({ kind: "whole" });
    await cable.settled();
    await says(await join(cable.address()), "whole");
    await cable.close();
    expect(cable.statistics()).toMatchObject({ connections: 0, dead: 0, stranded: 0 });
    await until(() => echo.sockets.every((socket) => socket.destroyed));
    await until(() => peers.every((peer) => peer.end() !== undefined));
  }
});
