// One dead unit of ten on one shared line: the nine keep at least 95 % of their rate. The line is a simulated RS-485 bus
// behind a converter, at its real speed, on which nobody has the tenth address; polled as in a factory.
import { expect, onTestFinished, test } from "vitest";
import { modbusRtuTcp } from "#gateway/drivers/modbus/rtu-tcp.ts";
import { Poller } from "#gateway/poll/poller.ts";
import { openModbusRtuTcpServer } from "#simulators/servers/modbus-rtu-tcp-server.ts";
import { eventually, noOutside, systemClock } from "./driver-contract.ts";

const intervalMs = 250;
const units = Array.from({ length: 10 }, (_, i) => i + 1);
const dead = 10;

test("one dead unit of ten: the nine keep 95 % of their rate, and it is back soon after it answers", async () => {
  let present = false;
  const bus = await openModbusRtuTcpServer({
    port: 0,
    baud: 115_200,
    // Units are fixed when the bus opens: the tenth is silent as long as it is not present.
    hook: { replies: ({ unit }) => (unit === dead && !present ? [] : undefined) },
    devices: units.map((unit) => ({
      unit,
      readHolding: (_: number, count: number) => new Uint16Array(count).fill(unit),
      readInput: () => 2,
    })),
  });
  onTestFinished(() => bus.close());
  const endpoint = modbusRtuTcp.parseEndpoint(bus.address(), noOutside);
  const parse = (unit: number, at: number) =>
    modbusRtuTcp.parseAddress(`holding:${at}:uint16`, { unit });
  const good = new Map<string, number>();
  const poller = new Poller({
    connections: [{ id: "line", driver: "modbus-rtu-tcp", endpoint }],
    equipment: units.map((unit) => ({
      id: String(unit),
      connection: "line",
      scanGroups: [
        {
          id: "all",
          intervalMs,
          signals: [0, 1, 2, 3, 4].map((at) => ({
            id: `r${at}`,
            address: parse(unit, at),
            datatype: 6,
            deadband: 0,
          })),
        },
      ],
    })),
    drivers: { "modbus-rtu-tcp": modbusRtuTcp },
    clock: systemClock,
    dataDir: "/nowhere",
    log: () => undefined,
    random: () => 0.5,
    onRecord: ({ equipment, samples }) => {
      if (samples.some(({ value }) => value !== null)) {
        good.set(equipment, (good.get(equipment) ?? 0) + 1);
      }
    },
    onEquipment: () => undefined,
  });
  onTestFinished(() => poller.stop());
  poller.start();
  const scansOfNine = () =>
    poller
      .status()
      .equipment.filter(({ id }) => id !== String(dead))
      .reduce((sum, { scans }) => sum + scans, 0);
  const deadState = () => poller.status().equipment.find(({ id }) => id === String(dead))?.state;
  // From when it was found dead; before, its first question cost one time limit.
  await eventually(() => deadState() === "down", 10_000);
  const [from, begin] = [scansOfNine(), performance.now()];
  // Two further attempts lie in this time: after 2 s and after 4 s more.
  await eventually(() => scansOfNine() - from >= (9 * 7_000) / intervalMs, 10_000);
  const rate = (scansOfNine() - from) / (performance.now() - begin);
  expect(rate / (9 / intervalMs)).toBeGreaterThanOrEqual(0.95);
  expect(good.get(String(dead))).toBeUndefined();
  expect(poller.status().connections[0]).toMatchObject({ opened: 1, failures: 0 });
  present = true;
  await eventually(() => (good.get(String(dead)) ?? 0) > 0, 15_000);
}, 40_000);
