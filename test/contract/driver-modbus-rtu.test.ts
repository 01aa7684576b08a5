// The driver for serial ports keeps the driver contract and what every Modbus driver promises, on pseudo terminals.
// A second master on the line is the simulators' own fault.
import { spawnSync } from "node:child_process";
import { afterEach, describe, expect, test } from "vitest";
import { status } from "#contracts/quality.ts";
import { modbusRtu } from "#gateway/drivers/modbus/rtu.ts";
import { foreignMaster } from "#simulators/faults/foreign-master.ts";
import { createRandom } from "#simulators/plant/random.ts";
import { encodeRtu } from "#simulators/servers/modbus-rtu-frame.ts";
import { openModbusSerialServer } from "#simulators/servers/modbus-serial-server.ts";
import { eventually, noOutside, planMs, systemClock } from "./driver-contract.ts";
import { modbusContract } from "./modbus-contract.ts";
import { registersPdu } from "./modbus-fixture.ts";
import { serving } from "./modbus-serving.ts";
import { limits, rtuWire } from "./modbus-wires.ts";
import { openSerialLine } from "./serial-line.ts";

const hasSocat = spawnSync("sh", ["-c", "command -v socat"]).status === 0;
const required = process.env.LINEPROOF_REQUIRE_PEERS !== undefined;

describe.skipIf(!hasSocat && !required)("serial lines", () => {
  modbusContract(rtuWire);

  const serve = serving(rtuWire);
  const opened: { close(): unknown }[] = [];
  afterEach(async () => {
    for (const one of opened.splice(0).reverse()) await one.close();
  });

  test("an answer in pieces, behind noise and behind our own echo is taken", async () => {
    const far = await serve(async (request) => {
      const { start, count } = request;
      // Our own request once more, then noise that begins like an answer.
      request.say(Uint8Array.of(4, start >> 8, start & 0xff, count >> 8, count & 0xff));
      request.socket.write(Buffer.from([0x00, 0xff, 0x01, 0x04]));
      await request.trickle(registersPdu(request));
      return undefined;
    });
    const connection = await far.open();
    const plan = far.planOf(connection, ["input:1:uint16", "input:2:uint16"]);
    for (let scan = 0; scan < 3; scan += 1) {
      expect((await plan.read()).map(({ value }) => value)).toEqual([1, 2]);
    }
    // An echo is not another master.
    expect(connection.trouble?.()).toBeUndefined();
  });

  async function openBus() {
    const line = await openSerialLine();
    opened.push(line);
    const bus = openModbusSerialServer({
      path: line.other,
      baud: 115_200,
      devices: [
        {
          unit: 1,
          readHolding: (address, count) => Array.from({ length: count }, (_, n) => address + n),
          readInput: () => 2,
        },
      ],
    });
    opened.push(bus);
    const logged: string[] = [];
    const settings = { path: line.path, baudRate: 115_200, ...limits, foreignMasterQuietMs: 400 };
    const connection = await modbusRtu.open(modbusRtu.parseEndpoint(settings, noOutside), {
      clock: systemClock,
      dataDir: "/nowhere",
      log: (text) => logged.push(text),
    });
    opened.push(connection);
    const plan = connection.plan([modbusRtu.parseAddress("holding:5:uint16")], planMs);
    return { bus, connection, plan, logged };
  }

  /** What the simulators' fault puts on the line when it begins: its question, and the answer to it. */
  function foreignMasterTalks(bus: ReturnType<typeof openModbusSerialServer>): void {
    const fault = foreignMaster.schema
      .parse({ kind: "foreign-master", unit: 77 })
      .begin({ random: createRandom(1), since: 0, read: () => 0 });
    const frames = fault.bus?.frames(0) ?? [];
    expect(frames).toHaveLength(2);
    for (const frame of frames) bus.inject(encodeRtu(frame));
  }

  test("a second master is noticed while nothing is asked; polling stops and goes on when it is quiet", async () => {
    const { bus, connection, plan, logged } = await openBus();
    expect(await plan.read()).toMatchObject([{ value: 5 }]);
    foreignMasterTalks(bus);
    await eventually(() => connection.trouble?.() !== undefined);
    expect(connection.trouble?.()).toContain("4D 03 00 00 00 02");
    expect(connection.trouble?.()).toContain("另有主站");
    const asked = bus.statistics().requests;
    expect(await plan.read()).toMatchObject([
      { value: null, status: status.badCommunication, asked: true },
    ]);
    expect(await plan.read()).toMatchObject([
      { value: null, status: status.badCommunication, asked: false },
    ]);
    expect(bus.statistics().requests).toBe(asked);
    await eventually(() => connection.trouble?.() === undefined);
    expect(await plan.read()).toMatchObject([{ value: 5, asked: true }]);
    expect(logged).toHaveLength(2);
  });

  test("its question to a unit of ours between our question and the answer: nobody knows whose answer it is", async () => {
    const far = await serve((request) => {
      request.say(Uint8Array.of(4, 0, 9, 0, 1));
      request.say(Uint8Array.of(4, 0, 9, 0, 1));
      return registersPdu(request, 1000);
    });
    const connection = await far.open({ foreignMasterQuietMs: 300 });
    const plan = far.planOf(connection, ["input:1:uint16"]);
    expect(await plan.read()).toMatchObject([{ value: null, status: status.badCommunication }]);
    expect(connection.trouble?.()).toContain("另有主站");
  });

  test("rare broadcasts of another (setting of clocks) stop nothing", async () => {
    const { bus, connection, plan } = await openBus();
    const broadcast = encodeRtu({ unit: 0, pdu: Buffer.of(6, 0, 1, 0, 3) });
    for (let time = 0; time < 4; time += 1) {
      bus.inject(broadcast);
      expect(await plan.read()).toMatchObject([{ value: 5 }]);
    }
    expect(connection.trouble?.()).toBeUndefined();
  });

  test("a line that is pulled out is lost, said with its path, and can be opened again", async () => {
    const far = await serve(registersPdu);
    const connection = await far.open();
    const plan = far.planOf(connection, ["input:1:uint16"]);
    expect(await plan.read()).toMatchObject([{ value: 1 }]);
    await expect(far.open()).rejects.toMatchObject({ code: "GATEWAY_SERIAL_UNUSABLE" });
    for (const socket of far.fixture.sockets) socket.destroy();
    await eventually(async () => {
      const [result] = await Promise.allSettled([plan.read()]);
      return result?.status === "rejected" && result.reason.code === "GATEWAY_LINK_LOST";
    });
  });
});
