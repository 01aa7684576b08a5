// The Modbus TCP driver keeps the driver contract against pymodbus, and its own promises against servers
// that misbehave byte by byte.
import { type ChildProcess, spawn } from "node:child_process";
import { connect } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { isGood, status, statusOfModbusException } from "#contracts/quality.ts";
import type { ScanRecord } from "#contracts/record.ts";
import type { Connection, Plan } from "#gateway/driver.ts";
import type { ModbusAddress } from "#gateway/drivers/modbus-address.ts";
import { modbusTcp } from "#gateway/drivers/modbus-tcp.ts";
import { Poller } from "#gateway/poll/poller.ts";
import { freePort } from "../kit/free-port.ts";
import { peers } from "../kit/peers.ts";
import {
  type DriverContract,
  driverContract,
  eventually,
  expectRetriable,
  noOutside,
  planMs,
  settledWithin,
  systemClock,
} from "./driver-contract.ts";
import {
  exceptionPdu,
  type FixtureHandler,
  type FixtureRequest,
  frame,
  ModbusFixture,
  registersPdu,
} from "./modbus-fixture.ts";

const limits = { connectTimeoutMs: 500, requestTimeoutMs: 150, readTimeoutMs: 800 };
const limitMs = 1_500;

function endpointOf(port: number, more: Record<string, unknown> = {}) {
  return { host: "127.0.0.1", port, ...limits, ...more };
}

// 123.456 as float32 is 42 F6 E9 79; 3.5 as float64 is 400C 0000 0000 0000.
const registers = { 0: 0x42f6, 1: 0xe979, 2: 0xfff4, 3: 1234, 5: 0x400c, 6: 0, 7: 0, 8: 0 };
const good = [
  { address: "input:0:float32", reads: { kind: "float", value: Math.fround(123.456) } },
  { address: "input:2:int16", reads: { kind: "int", value: -12 } },
  { address: "input:3:int16,scale=0.1", reads: { kind: "double", value: 123.4 } },
  { address: "holding:7:uint16", reads: { kind: "uint", value: 65_535 } },
  { address: "coil:3:boolean", reads: { kind: "boolean", value: true } },
  { address: "discrete:9:boolean", reads: { kind: "boolean", value: false } },
  { address: "input:5:float64", reads: { kind: "double", value: 3.5 } },
] as const;
const map = {
  units: {
    "1": { input: registers, holding: { 7: 65_535 }, coil: { 3: 1 }, discrete: { 9: 0 } },
    "2": { holding: { 100: 7 } },
  },
};

function answersOfMap(request: FixtureRequest): Uint8Array {
  const { functionCode, start, count, unit } = request;
  if (functionCode === 43) return exceptionPdu(43, 1);
  const tables = map.units[String(unit) as "1"] as
    | Record<string, Record<number, number>>
    | undefined;
  const table = tables?.[["", "coil", "discrete", "holding", "input"][functionCode] ?? ""];
  const values = Array.from({ length: count }, (_, i) => table?.[start + i]);
  if (values.some((value) => value === undefined)) return exceptionPdu(functionCode, 2);
  if (functionCode >= 3) {
    const out = Buffer.alloc(2 + 2 * count);
    out.writeUInt8(functionCode, 0);
    out.writeUInt8(2 * count, 1);
    for (const [i, value] of values.entries()) out.writeUInt16BE(value ?? 0, 2 + 2 * i);
    return out;
  }
  const bits = Buffer.alloc(2 + Math.ceil(count / 8));
  bits.writeUInt8(functionCode, 0);
  bits.writeUInt8(bits.length - 2, 1);
  values.forEach((value, i) => {
    if (value) bits[2 + (i >>> 3)]! |= 1 << (i & 7);
  });
  return bits;
}

const common: Omit<DriverContract, "openGood"> = {
  driver: modbusTcp,
  badEndpoint: { host: "127.0.0.1", prot: 502 },
  badAddress: "input:1:float16",
  limitMs,
  openSilent: async () => {
    const fixture = await ModbusFixture.open(() => undefined);
    return { endpoint: endpointOf(fixture.port), close: () => fixture.close() };
  },
  openCutting: async () => {
    const fixture = await ModbusFixture.open((request) => {
      const answer = frame(request.transaction, request.unit, registersPdu(request));
      request.socket.write(answer.subarray(0, answer.length - 1), () => request.socket.destroy());
      return undefined;
    });
    return { endpoint: endpointOf(fixture.port), close: () => fixture.close() };
  },
  nowhere: async () => endpointOf(await freePort()),
};

describe("driver contract over bare bytes", () => {
  driverContract({
    ...common,
    openGood: async () => {
      const fixture = await ModbusFixture.open(answersOfMap);
      return {
        endpoint: endpointOf(fixture.port),
        addresses: good,
        refused: "input:4:int16",
        connections: () => fixture.sockets.size,
        close: () => fixture.close(),
      };
    },
  });
});

const required = process.env.LINEPROOF_REQUIRE_PEERS !== undefined;
describe.skipIf(!peers.pymodbus() && !required)("driver contract against pymodbus", () => {
  let server: ChildProcess;
  let port: number;

  beforeAll(async () => {
    port = await freePort();
    const script = new URL("pymodbus-server.py", import.meta.url).pathname;
    server = spawn("/usr/bin/python3", [script, String(port), JSON.stringify(map)], {
      stdio: "ignore",
    });
    await eventually(() => answersOn(port), 20_000);
  });
  afterAll(async () => {
    const ended = new Promise((resolve) => server.once("exit", resolve));
    server.kill("SIGKILL");
    await ended;
  });

  const peer = async () => ({
    endpoint: endpointOf(port, { requestTimeoutMs: 1_000, readTimeoutMs: 1_200 }),
    addresses: good,
    refused: "input:4:int16",
    // Whether pymodbus still holds one cannot be asked; the bare server above counts them.
    connections: () => 0,
    close: () => Promise.resolve(),
  });
  driverContract({ ...common, openGood: peer });

  test("two units are told apart, and both say who they are", async () => {
    const { endpoint } = await peer();
    const connection = await open(endpoint);
    const plan = planOf(connection, "holding:100:uint16,unit=2", "holding:7:uint16,unit=1");
    expect((await plan.read()).map(({ value }) => value)).toEqual([7, 65_535]);
    const said = new Map(await connection.identify());
    for (const unit of [1, 2]) {
      expect(said.get(`unit.${unit}.vendorName`)).toBe("pymodbus");
      expect(said.get(`unit.${unit}.productCode`)).toBe("PM");
      expect(said.get(`unit.${unit}.revision`)).toBe("3.0");
    }
  });
});

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
});

async function open(endpoint: unknown): Promise<Connection<ModbusAddress>> {
  const io = { clock: systemClock, dataDir: "/nowhere", log: () => undefined };
  const connection = await modbusTcp.open(modbusTcp.parseEndpoint(endpoint, noOutside), io);
  opened.push(connection);
  return connection;
}

async function serve(handler: FixtureHandler) {
  const fixture = await ModbusFixture.open(handler);
  opened.push(fixture);
  return fixture;
}

function planOf(connection: Connection<ModbusAddress>, ...addresses: string[]): Plan {
  return connection.plan(
    addresses.map((address) => modbusTcp.parseAddress(address)),
    planMs,
  );
}

function answersOn(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true));
    socket.once("error", () => resolve(false));
    socket.once("close", () => socket.destroy());
    socket.once("connect", () => socket.destroy());
  });
}

const hundred = Array.from({ length: 100 }, (_, i) => `input:${i}:uint16`);

test("one illegal register in a hundred: ninety-nine keep their values, in few requests", async () => {
  const fixture = await serve((request) => {
    const { start, count, functionCode } = request;
    return start <= 37 && start + count > 37
      ? exceptionPdu(functionCode, 2)
      : registersPdu(request);
  });
  const plan = planOf(await open(endpointOf(fixture.port)), ...hundred);
  const first = await plan.read();
  expect(first[37]).toMatchObject({ value: null, status: statusOfModbusException(2), asked: true });
  for (const [i, { value }] of first.entries()) if (i !== 37) expect(value).toBe(i);
  expect(fixture.requests.length).toBeLessThan(20);

  fixture.requests.length = 0;
  const second = await plan.read();
  expect(fixture.requests.map(({ start, count }) => [start, count])).toEqual([
    [0, 37],
    [38, 62],
  ]);
  expect(second[37]).toMatchObject({
    value: null,
    status: statusOfModbusException(2),
    asked: false,
  });
  expect(second.filter(({ status: code }) => isGood(code))).toHaveLength(99);
});

test("a hole between addresses is found and no longer read over", async () => {
  const fixture = await serve((request) => {
    const { start, count, functionCode } = request;
    return start <= 5 && start + count > 5 ? exceptionPdu(functionCode, 2) : registersPdu(request);
  });
  const plan = planOf(await open(endpointOf(fixture.port)), "input:0:uint16", "input:9:uint16");
  expect((await plan.read()).map(({ value }) => value)).toEqual([0, 9]);
  fixture.requests.length = 0;
  expect((await plan.read()).map(({ value }) => value)).toEqual([0, 9]);
  expect(fixture.requests).toHaveLength(2);
});

test("a device that allows one register per request is still read whole", async () => {
  const fixture = await serve((request) =>
    request.count > 1 ? exceptionPdu(request.functionCode, 3) : registersPdu(request),
  );
  const plan = planOf(await open(endpointOf(fixture.port)), ...hundred.slice(0, 8));
  // Each scan learns where requests may not reach across; none gives up a value for it.
  for (let scan = 0; scan < 4; scan += 1) {
    fixture.requests.length = 0;
    expect((await plan.read()).map(({ value }) => value)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  }
  expect(fixture.requests).toHaveLength(8);
});

test("a value is never split over two requests", async () => {
  const fixture = await serve(registersPdu);
  const floats = Array.from({ length: 80 }, (_, i) => `input:${2 * i}:uint32,maxRegisters=79`);
  const readings = await planOf(await open(endpointOf(fixture.port)), ...floats).read();
  readings.forEach(({ value }, i) => {
    expect(value).toBe(2 * i * 65_536 + 2 * i + 1);
  });
  for (const { start, count } of fixture.requests) {
    expect(start % 2).toBe(0);
    expect(count).toBeLessThanOrEqual(78);
  }
});

test("an answer with a foreign transaction id is not taken as a value", async () => {
  const fixture = await serve((request) => {
    request.socket.write(frame(request.transaction + 7, request.unit, registersPdu(request, 1000)));
    return undefined;
  });
  const plan = planOf(await open(endpointOf(fixture.port)), "input:1:uint16");
  const result = await settledWithin(limitMs, () => plan.read());
  expect(result).toMatchObject({
    status: "fulfilled",
    value: [{ value: null, status: status.badTimeout }],
  });
});

test("a foreign frame before the right one is dropped and the right one taken", async () => {
  const fixture = await serve((request) => {
    request.socket.write(frame(request.transaction + 7, request.unit, registersPdu(request, 1000)));
    return registersPdu(request);
  });
  const plan = planOf(await open(endpointOf(fixture.port)), "input:1:uint16");
  expect((await plan.read())[0]).toMatchObject({ value: 1, status: 0 });
});

test("late answers never pass for newer ones, even after all transaction ids went round", async () => {
  let held: { request: FixtureRequest; pdu: Uint8Array } | undefined;
  const fixture = await serve((request) => {
    if (held !== undefined) return registersPdu(request);
    held = { request, pdu: registersPdu(request, 1000) };
    return undefined;
  });
  const plan = planOf(await open(endpointOf(fixture.port)), "input:1:uint16");
  expect((await plan.read())[0]?.value).toBeNull();
  for (let i = 0; i < 300; i += 1) expect((await plan.read())[0]?.value).toBe(1);
  const { request, pdu } = held!;
  expect(fixture.requests.slice(1).map(({ transaction }) => transaction)).not.toContain(
    request.transaction,
  );
  request.socket.write(frame(request.transaction, request.unit, pdu));
  for (let i = 0; i < 300; i += 1) expect((await plan.read())[0]?.value).toBe(1);
});

test("bytes that are no Modbus TCP end the link with a retriable error", async () => {
  const fixture = await serve(({ socket }) => {
    socket.write("HTTP/1.1 400 Bad Request\r\n\r\n");
    return undefined;
  });
  const plan = planOf(await open(endpointOf(fixture.port)), "input:1:uint16");
  expectRetriable(await settledWithin(limitMs, () => plan.read()), "GATEWAY_LINK_DESYNCHRONISED");
  await eventually(() => fixture.sockets.size === 0);
});

test("an answer of the wrong length, function or unit is a bad reading, not a value", async () => {
  const wrong: ((request: FixtureRequest) => Uint8Array | undefined)[] = [
    (request) => registersPdu({ ...request, count: request.count + 1 }),
    (request) => registersPdu({ ...request, functionCode: 3 }),
    (request) => {
      request.socket.write(frame(request.transaction, 99, registersPdu(request)));
      return undefined;
    },
    (request) => {
      const pdu = registersPdu(request);
      pdu[1] = 0;
      return pdu;
    },
  ];
  let turn = 0;
  const fixture = await serve((request) => (wrong[turn] ?? registersPdu)(request));
  const plan = planOf(await open(endpointOf(fixture.port)), "input:1:uint16", "input:2:uint16");
  for (turn = 0; turn < wrong.length; turn += 1) {
    expect(await plan.read()).toMatchObject([
      { value: null, status: status.badCommunication },
      { value: null, status: status.badCommunication },
    ]);
  }
  expect((await plan.read()).map(({ value }) => value)).toEqual([1, 2]);
});

test("a dead unit gives bad readings and costs the others one time limit, then a pause", async () => {
  const fixture = await serve((request) =>
    request.unit === 2 ? undefined : registersPdu(request),
  );
  const connection = await open(endpointOf(fixture.port));
  const plan = planOf(
    connection,
    "input:1:uint16,unit=1",
    "input:1:uint16,unit=2",
    "input:90:uint16,unit=2",
  );
  for (let scan = 0; scan < 2; scan += 1) {
    const begin = performance.now();
    expect(await plan.read()).toMatchObject([
      { value: 1, asked: true },
      { value: null, status: status.badTimeout, asked: true },
      { value: null, status: status.badTimeout, asked: true },
    ]);
    expect(performance.now() - begin).toBeLessThan(2 * limits.requestTimeoutMs);
  }
  fixture.requests.length = 0;
  for (let scan = 0; scan < 5; scan += 1) {
    expect(await plan.read()).toMatchObject([
      { value: 1, asked: true },
      { value: null, status: status.badTimeout, asked: false },
      { value: null, status: status.badTimeout, asked: false },
    ]);
  }
  expect(fixture.requests.filter(({ unit }) => unit === 2)).toEqual([]);
});

test("most units being dead does not cost the link of the one that answers", async () => {
  const fixture = await serve((request) => (request.unit > 1 ? undefined : registersPdu(request)));
  const connection = await open(endpointOf(fixture.port, { readTimeoutMs: 2_000 }));
  const plans = [2, 3, 4, 5, 1].map((unit) => planOf(connection, `input:1:uint16,unit=${unit}`));
  for (let scan = 0; scan < 2; scan += 1) {
    const readings = await Promise.all(plans.map((plan) => plan.read()));
    expect(readings.map(([reading]) => reading?.value)).toEqual([null, null, null, null, 1]);
  }
  expect(fixture.accepted).toBe(1);
});

test("a gateway that says its unit is not there gives bad readings of that unit", async () => {
  const fixture = await serve((request) =>
    request.unit === 2 ? exceptionPdu(request.functionCode, 11) : registersPdu(request),
  );
  const plan = planOf(
    await open(endpointOf(fixture.port)),
    "input:1:uint16,unit=1",
    "input:1:uint16,unit=2",
  );
  expect(await plan.read()).toMatchObject([
    { value: 1 },
    { value: null, status: statusOfModbusException(11) },
  ]);
});

test("a slow unit does not slow the others where the server takes several requests", async () => {
  let release: () => void = () => undefined;
  const fixture = await serve((request) =>
    request.unit === 2
      ? new Promise((resolve) => {
          release = () => resolve(registersPdu(request));
        })
      : registersPdu(request),
  );
  const connection = await open(
    endpointOf(fixture.port, { maxInFlight: 4, requestTimeoutMs: 2_000, readTimeoutMs: 3_000 }),
  );
  const slow = planOf(connection, "input:5:uint16,unit=2").read();
  await eventually(() => fixture.requests.length === 1);
  const fast = planOf(connection, "input:1:uint16,unit=1");
  for (let scan = 0; scan < 20; scan += 1) expect((await fast.read())[0]?.value).toBe(1);
  release();
  expect((await slow)[0]?.value).toBe(5);
});

test("a server takes one request at a time unless it promises more", async () => {
  let open_ = 0;
  let most = 0;
  const fixture = await serve(async (request) => {
    open_ += 1;
    most = Math.max(most, open_);
    await new Promise((resolve) => setImmediate(resolve));
    open_ -= 1;
    return registersPdu(request);
  });
  const connection = await open(endpointOf(fixture.port));
  const plans = [1, 2, 3].map((unit) => planOf(connection, `input:0:uint16,unit=${unit}`));
  await Promise.all([...plans, ...plans].map((plan) => plan.read()));
  expect(most).toBe(1);
});

test("an identification that never ends, or breaks off, ends here", async () => {
  for (const follows of [0xff, 0]) {
    const fixture = await serve((request) =>
      request.functionCode === 43
        ? Uint8Array.of(43, 14, 1, 1, follows, 0, 1, 0, 3, 65, 66, 67)
        : registersPdu(request),
    );
    const connection = await open(endpointOf(fixture.port));
    await planOf(connection, "input:0:uint16").read();
    const said = await settledWithin(limitMs, () => connection.identify());
    expect(said).toMatchObject({ status: "fulfilled", value: [["unit.1.vendorName", "ABC"]] });
  }
});

test("devices that ignore the question who they are keep their link", async () => {
  const fixture = await serve((request) =>
    request.functionCode === 43 ? undefined : registersPdu(request),
  );
  const connection = await open(endpointOf(fixture.port));
  const plan = planOf(connection, ...[1, 2, 3, 4, 5].map((unit) => `input:1:uint16,unit=${unit}`));
  await plan.read();
  for (let i = 0; i < 4; i += 1) expect(await connection.identify()).toEqual([]);
  expect((await plan.read()).map(({ value }) => value)).toEqual([1, 1, 1, 1, 1]);
  expect(fixture.accepted).toBe(1);
});

test("a device that goes and comes back: nothing with a fresh time in between, then values flow again", async () => {
  const first = await serve(registersPdu);
  const port = first.port;
  const records: ScanRecord[] = [];
  const announced: string[] = [];
  const address = modbusTcp.parseAddress("input:7:uint16");
  const poller = new Poller({
    connections: [
      {
        id: "bus",
        driver: "modbus-tcp",
        endpoint: modbusTcp.parseEndpoint(endpointOf(port), noOutside),
      },
    ],
    equipment: [
      {
        id: "m",
        connection: "bus",
        scanGroups: [
          {
            id: "fast",
            intervalMs: 50,
            signals: [{ id: "a", address, datatype: modbusTcp.datatypeOf(address), deadband: 0 }],
          },
        ],
      },
    ],
    drivers: { "modbus-tcp": modbusTcp },
    clock: systemClock,
    dataDir: "/nowhere",
    log: () => undefined,
    random: () => 0,
    onRecord: (record) => records.push(record),
    onEquipment: (_id, state) => announced.push(state),
  });
  opened.push({ close: () => poller.stop() });
  poller.start();
  await eventually(() => records.length > 3);
  await first.close();
  const goneAt = Date.now();
  await eventually(() => announced.at(-1) === "down");
  const count = records.length;
  // Several ticks and attempts pass; the ticks that found nobody make no record.
  await eventually(() => (poller.status().connections[0]?.failures ?? 0) >= 2);
  expect(records).toHaveLength(count);
  const backAt = Date.now();
  opened.push(await ModbusFixture.open(registersPdu, port));
  await eventually(() => announced.at(-1) === "up");
  await eventually(() => records.length > count);
  expect(records[count - 1]?.samples).toMatchObject([{ signal: "a", value: null, flag: "B" }]);
  expect(records[count]?.samples).toMatchObject([{ signal: "a", value: 7, flag: "N" }]);
  const good = records.flatMap(({ samples }) => samples.filter(({ value }) => value !== null));
  for (const { sourceTime } of good) {
    expect(sourceTime <= goneAt || sourceTime >= backAt).toBe(true);
  }
  expect(announced).toEqual(["up", "down", "up"]);
});
