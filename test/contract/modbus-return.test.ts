// What a gateway says of a Modbus device that goes and comes back.
import { expect, onTestFinished, test } from "vitest";
import type { ScanRecord } from "#contracts/record.ts";
import { modbusTcp } from "#gateway/drivers/modbus/tcp.ts";
import { Poller } from "#gateway/poll/poller.ts";
import { eventually, noOutside, systemClock } from "./driver-contract.ts";
import { ModbusFixture, registersPdu } from "./modbus-fixture.ts";
import { connectLimits } from "./modbus-wires.ts";

test("a device that goes and comes back: nothing with a fresh time in between, then values flow again", async () => {
  const first = await ModbusFixture.open(registersPdu);
  onTestFinished(() => first.close());
  const { port } = first;
  const endpoint = { host: "127.0.0.1", port, ...connectLimits };
  const records: ScanRecord[] = [];
  const announced: string[] = [];
  const address = modbusTcp.parseAddress("input:7:uint16");
  const poller = new Poller({
    connections: [
      {
        id: "bus",
        driver: "modbus-tcp",
        endpoint: modbusTcp.parseEndpoint(endpoint, noOutside),
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
  onTestFinished(() => poller.stop());
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
  const second = await ModbusFixture.open(registersPdu, port);
  onTestFinished(() => second.close());
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
