import { connect, createServer, type Socket } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import { ManualTimer } from "./manual-timer.ts";
import { encodeFrame } from "./modbus-frame.ts";
import type { ModbusReply } from "./modbus-hook.ts";
import {
  type ModbusTcpServer,
  type ModbusTcpServerOptions,
  openModbusTcpServer,
} from "./modbus-tcp-server.ts";
import type { RegisterDevice } from "./register-device.ts";

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(" ", ""), "hex");
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const device = (unit: number): RegisterDevice => ({
  unit,
  readHolding: (address, count) =>
    Array.from({ length: count }, (_, n) => unit * 256 + address + n),
  readInput: () => 1,
});

async function open(options: Partial<ModbusTcpServerOptions> = {}): Promise<ModbusTcpServer> {
  const server = await openModbusTcpServer({
    port: 0,
    devices: [device(1), device(2)],
    ...options,
  });
  cleanups.push(() => server.close());
  return server;
}

interface Peer {
  socket: Socket;
  /** Everything received, once it is at least this long. */
  received(bytes: number): Promise<Buffer>;
  ended: Promise<void>;
}

async function join(server: ModbusTcpServer): Promise<Peer> {
  const socket = connect(server.address());
  cleanups.push(() => socket.destroy());
  let bytes = Buffer.alloc(0);
  let wake = (): void => undefined;
  socket.on("error", () => undefined);
  const ended = new Promise<void>((resolve) => {
    socket.on("close", () => resolve());
  });
  await new Promise((resolve) => {
    socket.once("connect", resolve);
  });
  socket.on("data", (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk]);
    wake();
  });
  return {
    socket,
    ended,
    received: async (wanted) => {
      while (bytes.length < wanted) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return bytes;
    },
  };
}

async function until(condition: () => boolean): Promise<void> {
  await vi.waitUntil(condition, { timeout: 5_000, interval: 10 });
}

const READ_UNIT_1 = hex("00 01 00 00 00 06 01 03 00 10 00 02");
const ANSWER_UNIT_1 = hex("00 01 00 00 00 07 01 03 04 01 10 01 11");
const READ_UNIT_2 = hex("00 02 00 00 00 06 02 03 00 00 00 01");
const ANSWER_UNIT_2 = hex("00 02 00 00 00 05 02 03 02 02 00");

test("each unit id is its own product; others answer exception 0B", async () => {
  const server = await open();
  const peer = await join(server);
  peer.socket.write(
    Buffer.concat([READ_UNIT_1, READ_UNIT_2, hex("00 03 00 00 00 06 63 03 00 00 00 01")]),
  );
  const expected = Buffer.concat([ANSWER_UNIT_1, ANSWER_UNIT_2, hex("00 03 00 00 00 03 63 83 0B")]);
  expect(await peer.received(expected.length)).toEqual(expected);
  expect(server.statistics()).toMatchObject({ connections: 1, requests: 3, exceptions: 1 });
});

test("requests in single bytes and requests glued together are answered alike", async () => {
  const server = await open();
  const peer = await join(server);
  peer.socket.setNoDelay(true);
  for (const byte of READ_UNIT_1) {
    peer.socket.write(Buffer.of(byte));
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(await peer.received(ANSWER_UNIT_1.length)).toEqual(ANSWER_UNIT_1);
  const tail = READ_UNIT_1.subarray(0, 5);
  peer.socket.write(Buffer.concat([READ_UNIT_2, READ_UNIT_2, tail]));
  peer.socket.write(READ_UNIT_1.subarray(5));
  const expected = Buffer.concat([ANSWER_UNIT_1, ANSWER_UNIT_2, ANSWER_UNIT_2, ANSWER_UNIT_1]);
  expect(await peer.received(expected.length)).toEqual(expected);
});

test("a connection that does not speak Modbus TCP is ended, and only that one", async () => {
  const server = await open();
  const honest = await join(server);
  const stranger = await join(server);
  stranger.socket.write("GET / HTTP/1.1\r\n\r\n");
  await stranger.ended;
  expect(server.statistics().refusedFrames).toBe(1);
  honest.socket.write(READ_UNIT_1);
  expect(await honest.received(ANSWER_UNIT_1.length)).toEqual(ANSWER_UNIT_1);
});

test("a peer that sends without reading is no longer read, and loses nothing once it reads", async () => {
  const server = await open();
  const peer = await join(server);
  peer.socket.pause();
  const requests = 60_000;
  const request = (transaction: number): Buffer =>
    encodeFrame({ transaction, unit: 1, pdu: hex("03 00 00 00 7D") });
  const block = Buffer.concat(Array.from({ length: 1000 }, (_, n) => request(n)));
  for (let sent = 0; sent < requests; sent += 1000) peer.socket.write(block);
  let before = -1;
  await until(() => {
    const now = server.statistics().requests;
    const stalled = now > 0 && now === before;
    before = now;
    return stalled;
  });
  expect(server.statistics().requests).toBeLessThan(requests);
  let answers = 0;
  let bytes = 0;
  peer.socket.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    answers = bytes / 259;
  });
  peer.socket.resume();
  await until(() => answers === requests);
  expect(server.statistics()).toMatchObject({ requests, exceptions: 0 });
});

test("the hook sees each exchange and replaces, doubles, renumbers or withholds the answer", async () => {
  const seen: unknown[] = [];
  const server = await open({
    hook: {
      replies: (exchange) => {
        seen.push(exchange);
        const { unit, answer: pdu, transaction } = exchange;
        const reply: ModbusReply = { unit, pdu, transaction, afterMs: 0 };
        if (transaction === 1) return undefined;
        if (transaction === 2) return [];
        return [reply, { ...reply, transaction: 0xabcd, unit: 9, pdu: hex("83 04") }];
      },
    },
  });
  const peer = await join(server);
  const third = hex("00 03 00 00 00 06 63 03 00 00 00 01");
  peer.socket.write(Buffer.concat([READ_UNIT_1, READ_UNIT_2, third]));
  const expected = Buffer.concat([
    ANSWER_UNIT_1,
    hex("00 03 00 00 00 03 63 83 0B"),
    hex("AB CD 00 00 00 03 09 83 04"),
  ]);
  expect(await peer.received(expected.length)).toEqual(expected);
  expect(seen[0]).toEqual({
    unit: 1,
    request: hex("03 00 10 00 02"),
    answer: Uint8Array.of(3, 4, 1, 0x10, 1, 0x11),
    transaction: 1,
  });
});

test("a delayed answer holds up those behind it on its connection, and on no other", async () => {
  const timer = new ManualTimer();
  const server = await open({
    timer,
    hook: {
      replies: ({ unit, answer: pdu, transaction }) =>
        unit === 1 ? [{ unit, pdu, transaction, afterMs: 5000 }] : undefined,
    },
  });
  const slow = await join(server);
  const other = await join(server);
  slow.socket.write(Buffer.concat([READ_UNIT_1, READ_UNIT_2]));
  await until(() => server.statistics().requests === 2);
  other.socket.write(READ_UNIT_2);
  expect(await other.received(ANSWER_UNIT_2.length)).toEqual(ANSWER_UNIT_2);
  expect(server.statistics().delayedReplies).toBe(2);
  expect(timer.pending).toBe(1);
  timer.advance(5000);
  const expected = Buffer.concat([ANSWER_UNIT_1, ANSWER_UNIT_2]);
  expect(await slow.received(expected.length)).toEqual(expected);
});

test("more delayed answers than may wait are dropped and counted; what waits dies with the connection", async () => {
  const timer = new ManualTimer();
  const server = await open({
    timer,
    hook: {
      replies: ({ unit, answer: pdu, transaction }) => [
        { unit, pdu, transaction, afterMs: 60_000 },
      ],
    },
  });
  const peer = await join(server);
  peer.socket.write(Buffer.concat(Array.from({ length: 300 }, () => READ_UNIT_2)));
  await until(() => server.statistics().requests === 300);
  expect(server.statistics()).toMatchObject({ delayedReplies: 256, droppedReplies: 44 });
  peer.socket.destroy();
  await until(() => server.statistics().connections === 0);
  expect(timer.pending).toBe(0);
});

test("connections beyond the limit are refused and counted", async () => {
  const server = await open({ maxConnections: 1 });
  const first = await join(server);
  const second = await join(server);
  await second.ended;
  expect(server.statistics()).toMatchObject({ connections: 1, refusedConnections: 1 });
  first.socket.write(READ_UNIT_2);
  expect(await first.received(ANSWER_UNIT_2.length)).toEqual(ANSWER_UNIT_2);
});

test("a silent connection is closed after the idle timeout", async () => {
  const server = await open({ idleTimeoutMs: 20 });
  const peer = await join(server);
  await peer.ended;
  await until(() => server.statistics().connections === 0);
});

test("close ends every socket, twice is as good as once, and the port is free again", async () => {
  const server = await open();
  const peers = [await join(server), await join(server)];
  const { host, port } = server.address();
  await Promise.all([server.close(), server.close()]);
  await Promise.all(peers.map((peer) => peer.ended));
  const again = await openModbusTcpServer({ host, port, devices: [device(1)] });
  await again.close();
});

test("an occupied port is an error that names place and mend", async () => {
  const blocker = createServer();
  await new Promise<void>((resolve) => {
    blocker.listen(0, "127.0.0.1", resolve);
  });
  cleanups.push(() => blocker.close());
  const address = blocker.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  await expect(openModbusTcpServer({ port, devices: [] })).rejects.toMatchObject({
    code: "SIMULATORS_PORT_IN_USE",
    detail: { host: "127.0.0.1", port },
    message: expect.stringMatching(new RegExp(`127\\.0\\.0\\.1:${port}.*choose another port`, "s")),
  });
});

test("an address that is not this machine's is an error that names it", async () => {
  await expect(
    openModbusTcpServer({ host: "192.0.2.1", port: 0, devices: [] }),
  ).rejects.toMatchObject({
    code: "SIMULATORS_LISTEN_FAILED",
    detail: { host: "192.0.2.1", port: 0, reason: "EADDRNOTAVAIL" },
  });
});

test("two products with one unit id are refused", async () => {
  await expect(
    openModbusTcpServer({ port: 0, devices: [device(3), device(3)] }),
  ).rejects.toMatchObject({ code: "SIMULATORS_UNIT_DUPLICATE", detail: { unit: 3 } });
});

test("an identification that does not fit is refused", async () => {
  const named = (vendorName: string): RegisterDevice => ({
    ...device(4),
    identification: { vendorName, productCode: "x", revision: "1" },
  });
  for (const vendorName of ["", "产线", "x".repeat(81)]) {
    await expect(
      openModbusTcpServer({ port: 0, devices: [named(vendorName)] }),
    ).rejects.toMatchObject({
      code: "SIMULATORS_IDENTIFICATION_INVALID",
      detail: { unit: 4, field: "vendorName", text: vendorName },
    });
  }
});
