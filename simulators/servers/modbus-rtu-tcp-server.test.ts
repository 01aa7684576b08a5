import { connect } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { encodeRtu } from "./modbus-rtu-frame.ts";
import { type ModbusRtuTcpServerOptions, openModbusRtuTcpServer } from "./modbus-rtu-tcp-server.ts";
import type { RegisterDevice } from "./register-device.ts";

const meter: RegisterDevice = {
  unit: 1,
  readHolding: (_, count) => new Uint16Array(count),
  // Volts of phase 1 in the SDM630 protocol manual: 230.2.
  readInput: () => Uint16Array.of(0x4366, 0x3334),
};

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(" ", ""), "hex");
const REQUEST = hex("01 04 00 00 00 02 71 CB");
const ANSWER = hex("01 04 04 43 66 33 34 1B 38");

async function open(options: Partial<ModbusRtuTcpServerOptions> = {}) {
  const server = await openModbusRtuTcpServer({
    port: 0,
    devices: [meter],
    baud: 115_200,
    ...options,
  });
  onTestFinished(() => server.close());
  return server;
}

async function join(server: Awaited<ReturnType<typeof open>>) {
  const socket = connect(server.address());
  onTestFinished(() => {
    socket.destroy();
  });
  let bytes = Buffer.alloc(0);
  socket.on("error", () => undefined);
  socket.on("data", (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk]);
  });
  await vi.waitUntil(() => socket.readyState === "open" && server.statistics().connections > 0);
  return {
    socket,
    received: async (wanted: number) => {
      await vi.waitUntil(() => bytes.length >= wanted, { timeout: 5000, interval: 5 });
      return bytes;
    },
  };
}

test("the manual's request is answered by the manual's answer, without MBAP", async () => {
  const server = await open();
  const peer = await join(server);
  peer.socket.write(REQUEST);
  expect(await peer.received(ANSWER.length)).toEqual(ANSWER);
  expect(server.statistics()).toMatchObject({ connections: 1, requests: 1, messages: 1 });
});

test("a wrong CRC and a foreign unit are silent; the next request is answered", async () => {
  const server = await open();
  const peer = await join(server);
  peer.socket.write(hex("01 04 00 00 00 02 71 CC"));
  await vi.waitUntil(() => server.statistics().communicationErrors === 1);
  peer.socket.write(encodeRtu({ unit: 9, pdu: hex("04 00 00 00 02") }));
  await vi.waitUntil(() => server.statistics().foreign === 1);
  peer.socket.write(REQUEST);
  expect(await peer.received(1)).toEqual(ANSWER);
});

test("a process that was held up hears no silence that was none", async () => {
  const server = await open();
  const peer = await join(server);
  peer.socket.setNoDelay(true);
  for (let round = 1; round <= 5; round += 1) {
    await new Promise<void>((resolve) => {
      peer.socket.write(REQUEST.subarray(0, 4), () => setImmediate(resolve));
    });
    peer.socket.write(REQUEST.subarray(4));
    // Ten silences long nothing of this process runs, while the second half has arrived.
    const until = performance.now() + 20;
    while (performance.now() < until);
    expect(await peer.received(round * ANSWER.length)).toHaveLength(round * ANSWER.length);
  }
  expect(server.statistics()).toMatchObject({ messages: 5, communicationErrors: 0 });
});

test("injected bytes reach every connection", async () => {
  const server = await open();
  const peers = [await join(server), await join(server)];
  await vi.waitUntil(() => server.statistics().connections === 2);
  const foreign = encodeRtu({ unit: 77, pdu: hex("03 00 00 00 01") });
  server.inject(foreign);
  for (const peer of peers) expect(await peer.received(foreign.length)).toEqual(foreign);
});

test("close ends connections and frees the port", async () => {
  const server = await open();
  const peer = await join(server);
  const { port } = server.address();
  await server.close();
  await vi.waitUntil(() => peer.socket.destroyed);
  const again = await openModbusRtuTcpServer({ port, devices: [meter] });
  await again.close();
});

test("two units with one id are refused", async () => {
  await expect(openModbusRtuTcpServer({ port: 0, devices: [meter, meter] })).rejects.toMatchObject({
    code: "SIMULATORS_UNIT_DUPLICATE",
  });
});
