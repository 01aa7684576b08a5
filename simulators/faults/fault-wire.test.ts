// Faults as a reader sees them: bytes of real servers, through real cables. The bytes were written by hand from
// the specification; the CRC of 11 03 00 6B 00 03 is the one of its well-known example, 76 87.
import { once } from "node:events";
import { connect } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { openModbusRtuTcpServer } from "../servers/modbus-rtu-tcp-server.ts";
import { openModbusTcpServer } from "../servers/modbus-tcp-server.ts";
import type { RegisterDevice } from "../servers/register-device.ts";
import { openTcpCable } from "../servers/tcp-cable.ts";
import { FaultRun } from "./fault-test-run.ts";

/** Register n of unit u is 256 · u + n, so that answers can be told apart. */
const device = (unit: number): RegisterDevice => ({
  unit,
  readHolding: (address, count) =>
    Array.from({ length: count }, (_, n) => 256 * unit + address + n),
  readInput: () => 1,
});
const devices = [device(1), device(2)];

interface Peer {
  /** Hex of everything received, once it is so many bytes. */
  received(bytes: number): Promise<string>;
  send(hex: string): void;
  hex(): string;
  end(): string | undefined;
}

async function join(place: { readonly host: string; readonly port: number }): Promise<Peer> {
  const socket = connect(place);
  onTestFinished(() => {
    socket.destroy();
  });
  let bytes = Buffer.alloc(0);
  let end: string | undefined;
  socket.on("data", (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk]);
  });
  socket.on("error", (error: NodeJS.ErrnoException) => {
    end = error.code;
  });
  await once(socket, "connect");
  return {
    send: (hex) => {
      socket.write(Buffer.from(hex.replaceAll(" ", ""), "hex"));
    },
    received: async (wanted) => {
      await vi.waitUntil(() => bytes.length >= wanted, { timeout: 5_000, interval: 5 });
      return bytes.toString("hex");
    },
    hex: () => bytes.toString("hex"),
    end: () => end,
  };
}

const hex = (text: string): string => text.replaceAll(" ", "");

async function openTcp(entries: readonly string[]) {
  const run = new FaultRun(entries).to(100);
  const server = await openModbusTcpServer({ port: 0, devices, hook: run.deck.hook });
  onTestFinished(() => server.close());
  const cable = await openTcpCable({ port: 0, target: server.address() });
  onTestFinished(() => cable.close());
  /** As a plant does after each step. */
  const to = async (elapsedMs: number): Promise<void> => {
    run.to(elapsedMs);
    cable.set(run.deck.cable("modbus"));
    await cable.settled();
  };
  return { run, server, cable, to, peer: await join(cable.address()) };
}

const READ_1 = "0001 0000 0006 01 03 0010 0001";
const ANSWER_1 = hex("0001 0000 0005 01 03 02 0110");
const READ_2 = "0002 0000 0006 02 03 0000 0001";
const ANSWER_2 = hex("0002 0000 0005 02 03 02 0200");

test("slow and stormy: the exception comes, late", async () => {
  const { peer, server } = await openTcp([
    "{ kind: slow-device, delay: 60ms }",
    "{ kind: exception-storm, unit: 1, exceptions: [6] }",
  ]);
  const asked = performance.now();
  peer.send(READ_1);
  expect(await peer.received(9)).toBe(hex("0001 0000 0003 01 83 06"));
  expect(performance.now() - asked).toBeGreaterThanOrEqual(60);
  peer.send(READ_2);
  expect(await peer.received(9 + 11)).toBe(hex("0001 0000 0003 01 83 06") + ANSWER_2);
  expect(server.statistics()).toMatchObject({ delayedReplies: 2, droppedReplies: 0 });
});

test("a stale duplicate comes before the right answer, under its own transaction id", async () => {
  const { peer } = await openTcp(["{ kind: stale-frame }"]);
  peer.send(READ_1);
  await peer.received(11);
  peer.send("0003 0000 0006 01 03 0020 0001");
  expect(await peer.received(33)).toBe(ANSWER_1 + ANSWER_1 + hex("0003 0000 0005 01 03 02 0120"));
});

test("a wrong transaction id is wrong on the wire, and everything else right", async () => {
  const { peer } = await openTcp(["{ kind: wrong-transaction, unit: 1 }"]);
  peer.send(READ_1);
  const answer = await peer.received(11);
  expect([answer.slice(0, 4) === "0001", answer.slice(4)]).toEqual([false, ANSWER_1.slice(4)]);
});

test("an illegal register refuses the block, not its neighbours", async () => {
  const { peer } = await openTcp(["{ kind: illegal-register, unit: 1, address: 0x12 }"]);
  peer.send("0004 0000 0006 01 03 0010 0004");
  peer.send(READ_1);
  expect(await peer.received(9 + 11)).toBe(hex("0004 0000 0003 01 83 02") + ANSWER_1);
});

test("a device that restarts is silent, its neighbour answers, and it comes back", async () => {
  const { peer, to } = await openTcp(["{ kind: device-restart, unit: 1, for: 20s }"]);
  peer.send(READ_1);
  peer.send(READ_2);
  expect(await peer.received(11)).toBe(ANSWER_2);
  await to(20_000);
  peer.send(READ_1);
  expect(await peer.received(22)).toBe(ANSWER_2 + ANSWER_1);
});

test("a power cut resets connections and refuses new ones; afterwards the port answers again", async () => {
  const { peer, to, cable } = await openTcp(["{ kind: power-cut, after: 1s, for: 1s }"]);
  peer.send(READ_1);
  await peer.received(11);
  await to(1000);
  await vi.waitUntil(() => peer.end() !== undefined, { timeout: 5_000 });
  expect(peer.end()).toBe("ECONNRESET");
  await expect(join(cable.address())).rejects.toMatchObject({ code: "ECONNREFUSED" });
  await to(2000);
  const next = await join(cable.address());
  next.send(READ_2);
  expect(await next.received(11)).toBe(ANSWER_2);
});

test("a half-open connection never answers again; a new one does at once", async () => {
  const { peer, to, cable } = await openTcp([
    "{ kind: half-open, listener: modbus, after: 1s, for: 1s }",
  ]);
  peer.send(READ_1);
  await peer.received(11);
  await to(1000);
  peer.send(READ_2);
  const next = await join(cable.address());
  next.send(READ_2);
  expect(await next.received(11)).toBe(ANSWER_2);
  await to(5000);
  next.send(READ_1);
  expect(await next.received(22)).toBe(ANSWER_2 + ANSWER_1);
  expect([peer.hex(), peer.end()]).toEqual([ANSWER_1, undefined]);
});

test("foreign master, RTU over TCP: its request and answer stand before ours, each with its CRC", async () => {
  const run = new FaultRun(["{ kind: foreign-master, unit: 17, address: 0x6b, count: 3 }"]).to(100);
  const hook = run.deck.hookFor("rtu-over-tcp");
  const server = await openModbusRtuTcpServer({ port: 0, devices, hook, baud: 115_200 });
  onTestFinished(() => server.close());
  const peer = await join(server.address());
  // CRC of 01 03 00 00 00 0A: C5 CD (specification's example of a request).
  peer.send("01 03 0000 000a c5cd");
  const heard = await peer.received(8 + 11 + 25);
  expect(heard.slice(0, 16)).toBe(hex("11 03 006b 0003 7687"));
  expect(heard.slice(16, 22)).toBe(hex("11 03 06"));
  expect(heard.slice(38, 44)).toBe(hex("01 03 14"));
});
