// The driver for DTUs that dial in keeps the driver contract and what every Modbus driver promises, with both framings;
// and knows its DTUs: by registration, newest first, heartbeats anywhere between frames.
import { connect, type Socket } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { modbusDtu } from "#gateway/drivers/modbus/dtu.ts";
import { freePort } from "../kit/free-port.ts";
import { eventually, noOutside, planMs, systemClock } from "./driver-contract.ts";
import { modbusContract } from "./modbus-contract.ts";
import { ModbusFixture, registersPdu } from "./modbus-fixture.ts";
import { serving } from "./modbus-serving.ts";
import { connectLimits, dtuWire } from "./modbus-wires.ts";

modbusContract(dtuWire("rtu"));
modbusContract(dtuWire("tcp"));

const heartbeat = Buffer.from("FE01", "hex");

for (const framing of ["rtu", "tcp"] as const) {
  describe(`DTU, ${framing}`, () => {
    const serve = serving(dtuWire(framing));

    test("heartbeats and repeated registrations between frames are no data and no trouble", async () => {
      const far = await serve((request) => {
        const { socket } = request;
        socket.write(heartbeat);
        request.say(registersPdu(request));
        socket.write(heartbeat.subarray(0, 1));
        setImmediate(() => socket.write(heartbeat.subarray(1)));
        return undefined;
      });
      const { registration } = far.endpoint();
      const plan = far.planOf(await far.open(), ["input:65024:uint16", "input:1:uint16"]);
      for (let scan = 0; scan < 20; scan += 1) {
        for (const socket of far.fixture.sockets) socket.write(String(registration));
        // 65024 is FE 00: values that look like the heartbeat's begin stay values.
        expect((await plan.read()).map(({ value }) => value)).toEqual([65_024, 1]);
      }
      expect(far.fixture.accepted).toBe(1);
    });
  });
}

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
});

async function place() {
  const port = await freePort();
  const logged: string[] = [];
  return {
    port,
    logged,
    open: async (registration: string, more: Record<string, unknown> = {}) => {
      const listen = { host: "127.0.0.1", port };
      const settings = { listen, registration, ...connectLimits, connectTimeoutMs: 3_000 };
      const endpoint = modbusDtu.parseEndpoint({ ...settings, ...more }, noOutside);
      const io = {
        clock: systemClock,
        dataDir: "/nowhere",
        log: (line: string) => logged.push(line),
      };
      const connection = await modbusDtu.open(endpoint, io);
      opened.push(connection);
      return connection.plan([modbusDtu.parseAddress("input:1:uint16")], planMs);
    },
    dial: (registration: string, add = 0, again = false) => {
      const fixture = ModbusFixture.dial((request) => registersPdu(request, add), {
        port,
        registration: Buffer.from(registration),
        again,
      });
      opened.push(fixture);
      return fixture;
    },
    stranger: async (bytes: string): Promise<Socket> => {
      const socket = connect(port, "127.0.0.1");
      opened.push({ close: async () => void socket.destroy() });
      socket.on("error", () => undefined);
      await new Promise((resolve) => socket.once("connect", resolve));
      if (bytes !== "") socket.write(bytes);
      return socket;
    },
  };
}

test("DTUs share a listener and are told apart, though one registration begins like another", async () => {
  const { open, dial } = await place();
  dial("SITE-1", 10);
  dial("SITE-12", 20);
  const [one, two] = await Promise.all([open("SITE-1"), open("SITE-12")]);
  expect((await one.read())[0]?.value).toBe(11);
  expect((await two.read())[0]?.value).toBe(21);
});

test("one that dials in again replaces its half-open predecessor", async () => {
  const { open, dial, logged } = await place();
  const first = dial("DTU", 10);
  const plan = await open("DTU");
  expect((await plan.read())[0]?.value).toBe(11);
  const second = dial("DTU", 20);
  await eventually(() => first.sockets.size === 0);
  await expect(plan.read()).rejects.toMatchObject({
    code: "GATEWAY_LINK_LOST",
    message: expect.stringContaining("dialled in again"),
  });
  await opened[1]?.close();
  const next = await open("DTU");
  expect((await next.read())[0]?.value).toBe(21);
  expect(second.sockets.size).toBe(1);
  expect(logged).toEqual([]);
});

test("two DTUs with one registration: that they take turns is said", async () => {
  const { open, dial, logged, port } = await place();
  const dialFrom = async (localAddress: string) => {
    const socket = connect({ port, host: "127.0.0.1", localAddress });
    opened.push({ close: async () => void socket.destroy() });
    socket.on("error", () => undefined);
    await new Promise((resolve) => socket.once("connect", resolve));
    socket.write("TWIN");
    return socket;
  };
  const first = dial("TWIN");
  await open("TWIN");
  let isDisplaced = () => first.sockets.size === 0;
  for (const address of ["127.0.0.2", "127.0.0.2", "127.0.0.3", "127.0.0.2"]) {
    expect(logged).toEqual([]);
    const socket = await dialFrom(address);
    await eventually(isDisplaced);
    isDisplaced = () => socket.destroyed;
  }
  expect(logged).toEqual([
    expect.stringMatching(/127\.0\.0\.3 and 127\.0\.0\.2 take turns .*hex:54 57 49 4E/),
  ]);
});

test("an unknown registration is dropped and said once, as it has to be written", async () => {
  const { open, stranger, logged, dial } = await place();
  dial("KNOWN");
  const plan = await open("KNOWN", { registrationTimeoutMs: 150 });
  for (let time = 0; time < 2; time += 1) {
    const socket = await stranger("\x01WHO");
    await eventually(() => socket.destroyed);
  }
  const mute = await stranger("");
  await eventually(() => mute.destroyed);
  expect(logged.filter((line) => line.includes('registration: "hex:01 57 48 4F"'))).toHaveLength(1);
  expect(logged.filter((line) => line.includes("sent no registration"))).toHaveLength(1);
  expect((await plan.read())[0]?.value).toBe(1);
});

test("sockets that say nothing are few: the oldest are dropped, and a DTU gets in past them", async () => {
  const { open, stranger, dial } = await place();
  dial("KNOWN");
  await open("KNOWN", { registrationTimeoutMs: 10_000 });
  const mute = await Promise.all(Array.from({ length: 40 }, () => stranger("")));
  // Long before their time is over.
  await eventually(() => mute.filter(({ destroyed }) => destroyed).length === 8);
  dial("OTHER", 5);
  expect((await (await open("OTHER")).read())[0]?.value).toBe(6);
});

test("one DTU in two connections, and a listener that cannot be had, are said", async () => {
  const { open, dial, port } = await place();
  dial("DTU");
  await open("DTU");
  await expect(open("DTU")).rejects.toMatchObject({ code: "GATEWAY_DTU_TAKEN" });
  const other = await ModbusFixture.open(() => undefined);
  opened.push(other);
  expect(other.port).not.toBe(port);
  await expect(
    open("DTU", { listen: { host: "127.0.0.1", port: other.port } }),
  ).rejects.toMatchObject({ code: "GATEWAY_DTU_LISTEN_FAILED" });
});
