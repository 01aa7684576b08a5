// The Modbus TCP driver keeps the driver contract, what every Modbus driver promises, and its own promises against
// servers that misbehave byte by byte. Servers that nobody here wrote: driver-modbus-peers.test.ts.
import { afterEach, expect, test } from "vitest";
import { status, statusOfModbusException } from "#contracts/quality.ts";
import type { Connection, Plan } from "#gateway/driver.ts";
import type { UnitAddress } from "#gateway/drivers/modbus/connection.ts";
import { modbusTcp } from "#gateway/drivers/modbus/tcp.ts";
import {
  eventually,
  expectRetriable,
  noOutside,
  planMs,
  settledWithin,
  systemClock,
} from "./driver-contract.ts";
import { modbusContract } from "./modbus-contract.ts";
import {
  exceptionPdu,
  type FixtureHandler,
  type FixtureRequest,
  frame,
  ModbusFixture,
  registersPdu,
} from "./modbus-fixture.ts";
import { connectLimits, limitMs, tcpWire } from "./modbus-wires.ts";

function endpointOf(port: number, more: Record<string, unknown> = {}) {
  return { host: "127.0.0.1", port, ...connectLimits, ...more };
}

modbusContract(tcpWire);

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
});

async function open(endpoint: unknown): Promise<Connection<UnitAddress>> {
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

function planOf(connection: Connection<UnitAddress>, ...addresses: string[]): Plan {
  return connection.plan(
    addresses.map((address) => modbusTcp.parseAddress(address)),
    planMs,
  );
}

const hundred = Array.from({ length: 100 }, (_, i) => `input:${i}:uint16`);

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

test("a device that takes one connection: refused or cut while another holds it, said in words, then read", async () => {
  let holder: FixtureRequest["socket"] | undefined;
  const fixture = await serve(registersPdu);
  const first = await open(endpointOf(fixture.port));
  expect((await planOf(first, "input:1:uint16").read())[0]?.value).toBe(1);
  [holder] = fixture.sockets;
  // From now on it takes nobody while the first is there.
  fixture.onConnection = (socket) => {
    if (holder?.destroyed === false) socket.destroy();
  };
  const second = await open(endpointOf(fixture.port));
  const result = await settledWithin(limitMs, () => planOf(second, "input:1:uint16").read());
  expectRetriable(result, "GATEWAY_LINK_LOST");
  expect((result as PromiseRejectedResult).reason.message).toContain("一个连接");
  await first.close();
  await eventually(() => holder?.destroyed === true);
  const third = await open(endpointOf(fixture.port));
  expect((await planOf(third, "input:1:uint16").read())[0]?.value).toBe(1);
  const { port } = fixture;
  await fixture.close();
  const refused = await settledWithin(limitMs, () => open(endpointOf(port)));
  expectRetriable(refused, "GATEWAY_LINK_REFUSED");
  expect((refused as PromiseRejectedResult).reason.message).toContain("一个连接");
});
