// The simulated products answer Modbus RTU masters that others wrote, over TCP and through a pair of pseudo terminals
// (socat). Without the programs the tests are skipped and say so, unless LINEPROOF_REQUIRE_PEERS is set: then their
// absence is a failure. The same by Modbus TCP: simulator-peers.test.ts.

import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { openModbusRtuTcpServer } from "#simulators/servers/modbus-rtu-tcp-server.ts";
import { openModbusSerialServer } from "#simulators/servers/modbus-serial-server.ts";
import { testWith } from "../kit/peers.ts";
import { mbpoll, pymodbus, type Transport } from "./modbus-masters.ts";
import {
  allReads,
  compare,
  openDevices,
  troubleReads,
  troubles,
  unitOf,
} from "./product-expectations.ts";

const required = process.env.LINEPROOF_REQUIRE_PEERS !== undefined;
const hasSocat = spawnSync("sh", ["-c", "command -v socat"]).status === 0;
const testWithSerial = (...names: ("mbpoll" | "pymodbus")[]) =>
  hasSocat || required ? testWith(...names) : test.skip;
const devices = openDevices();

testWith("pymodbus")("pymodbus reads every product by RTU over TCP", async () => {
  const converter = await openModbusRtuTcpServer({ port: 0, devices, baud: 115_200 });
  onTestFinished(() => converter.close());
  const place: Transport = { transport: "rtu-tcp", port: converter.address().port };
  const identify = { unit: unitOf("sdm630"), identify: true };
  const stranger = { unit: 99, fc: 3, address: 0, count: 1 };
  const answers = await pymodbus(place, [...allReads, identify, ...troubleReads, stranger]);
  compare(answers.slice(0, allReads.length));
  expect(answers[allReads.length]).toContain("Lineproof simulator");
  expect(answers.slice(allReads.length + 1, -1)).toEqual(
    troubles.map(([, , exception]) => ({ exception })),
  );
  // On a bus nobody answers for a unit that is not there.
  expect(answers.at(-1)).toEqual({ silent: true });
  expect(converter.statistics()).toMatchObject({ communicationErrors: 0, dropped: 0 });
  expect(converter.statistics().foreign).toBeGreaterThan(0);
});

/** Two pseudo terminals that are each other's other end, until `cut`. */
async function openPtyPair() {
  const folder = mkdtempSync(join(tmpdir(), "lineproof-pty-"));
  const device = join(folder, "device");
  const master = join(folder, "master");
  const ends = [device, master].map((link) => `pty,raw,echo=0,link=${link}`);
  const socat = spawn("socat", ends, { stdio: "ignore" });
  const cut = () => socat.kill("SIGKILL");
  onTestFinished(() => {
    cut();
    rmSync(folder, { recursive: true, force: true });
  });
  await vi.waitUntil(() => existsSync(device) && existsSync(master), { timeout: 5000 });
  return { device, master, cut };
}

async function openSerial() {
  const { device, master, cut } = await openPtyPair();
  const lost: string[] = [];
  const serial = openModbusSerialServer({
    path: device,
    devices,
    baud: 19_200,
    onLost: ({ code }) => lost.push(code),
  });
  onTestFinished(() => serial.close());
  return { serial, master, cut, lost };
}

testWithSerial("pymodbus")("pymodbus reads every product by RTU on a serial line", async () => {
  const { serial, master } = await openSerial();
  const place: Transport = { transport: "serial", path: master, baud: 19_200 };
  const identify = { unit: unitOf("sdm630"), identify: true };
  const stranger = { unit: 99, fc: 3, address: 0, count: 1 };
  const answers = await pymodbus(place, [...allReads, identify, ...troubleReads, stranger]);
  compare(answers.slice(0, allReads.length));
  expect(answers[allReads.length]).toContain("Lineproof simulator");
  expect(answers.slice(allReads.length + 1, -1)).toEqual(
    troubles.map(([, , exception]) => ({ exception })),
  );
  expect(answers.at(-1)).toEqual({ silent: true });
  expect(serial.statistics()).toMatchObject({ communicationErrors: 0, dropped: 0, open: true });
});

testWithSerial("mbpoll")(
  "mbpoll reads by RTU on a serial line and is not answered by strangers",
  async () => {
    const { master } = await openSerial();
    const place = ["-m", "rtu", "-b", "19200", "-P", "none", master];
    const read = ["-a", `${unitOf("e5cc")}`, "-t", "4", "-r", "8192", "-c", "3"];
    expect(await mbpoll(place, read)).toEqual([2287, 0x100, 2300]);
    await expect(
      mbpoll(place, ["-a", "99", "-t", "4", "-r", "0", "-c", "1", "-o", "0.3"]),
    ).rejects.toMatchObject({ stderr: expect.stringContaining("timed out") });
  },
);

const testSerial = test.skipIf(!hasSocat && !required);

testSerial("a line that nobody reads loses bytes and holds up nobody", async () => {
  const { serial } = await openSerial();
  for (let n = 0; n < 1000 && serial.statistics().dropped === 0; n += 1) {
    serial.inject(Buffer.alloc(256, 0x55));
  }
  expect(serial.statistics().dropped).toBeGreaterThan(0);
  expect(serial.statistics().open).toBe(true);
});

testSerial("a line that goes away is told once, and closing is quiet", async () => {
  const first = await openSerial();
  first.cut();
  await vi.waitUntil(() => first.lost.length > 0, { timeout: 5000 });
  expect(first.lost).toEqual(["SIMULATORS_SERIAL_UNUSABLE"]);
  expect(first.serial.statistics().open).toBe(false);
  const second = await openSerial();
  second.serial.close();
  second.serial.close();
  expect(second.serial.statistics().open).toBe(false);
  expect(second.lost).toEqual([]);
});
