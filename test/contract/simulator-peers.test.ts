// The simulated products answer Modbus masters that others wrote: mbpoll (libmodbus) and pymodbus.
// Both are Debian packages. Without them the tests are skipped and say so, unless
// LINEPROOF_REQUIRE_PEERS is set: then their absence is a failure.

import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ManualClock } from "#contracts/time.ts";
import {
  type RunningPressHall,
  type RunningReplay,
  runPressHall,
  runReplay,
} from "#simulators/run.ts";
import { parseScenario } from "#simulators/scenario.ts";
import { peers } from "../kit/peers.ts";

const run = promisify(execFile);
const PYTHON = "/usr/bin/python3";
const required = process.env.LINEPROOF_REQUIRE_PEERS !== undefined;
const hasMbpoll = peers.mbpoll();
const hasPymodbus = peers.pymodbus();

const CSV =
  "time,a,b\n2024-05-01 08:00:00,230.2,-1.5\n2024-05-01 08:00:01,0.1,1e6\n2024-05-01 08:00:02,7,8\n";

let folder: string;
let hall: RunningPressHall;
let replay: RunningReplay;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "lineproof-peers-"));
  const file = join(folder, "line.csv");
  writeFileSync(file, CSV);
  const clock = new ManualClock(0);
  const scenario = parseScenario("plant: press-hall\nlisten: { port: 0 }", "test");
  // Nobody turns this ticker, so the plant stands still and can be compared exactly.
  hall = await runPressHall({ scenario, clock, every: () => () => undefined });
  replay = await runReplay({ file, mode: "step", port: 0, clock });
});

afterAll(async () => {
  await Promise.all([hall.close(), replay.close()]);
  rmSync(folder, { recursive: true, force: true });
});

/** Values by reference, as mbpoll prints them: `[2]: \t230.2`. */
async function mbpoll(port: number, args: string[]): Promise<number[]> {
  const all = ["-m", "tcp", "-0", "-1", "-p", `${port}`, ...args, "127.0.0.1"];
  const { stdout } = await run("mbpoll", all, { timeout: 10_000 });
  return [...stdout.matchAll(/^\[\d+\]:\s+(\S+)/gm)].map((match) => Number(match[1]));
}

test.skipIf(!hasMbpoll && !required)(
  "mbpoll reads the meter's floats and the controller's integers",
  async () => {
    const { meter, zones } = hall.truth();
    const voltages = await mbpoll(hall.port, [
      "-a",
      "1",
      "-t",
      "3:float",
      "-B",
      "-r",
      "0",
      "-c",
      "3",
    ]);
    expect(voltages).toHaveLength(3);
    meter.phases.forEach(({ voltageV }, n) => {
      expect(voltages[n]).toBeCloseTo(voltageV, 2);
    });
    const [power] = await mbpoll(hall.port, [
      "-a",
      "1",
      "-t",
      "3:float",
      "-B",
      "-r",
      "52",
      "-c",
      "1",
    ]);
    expect(power).toBeCloseTo(meter.activeW, 0);
    const controller = await mbpoll(hall.port, ["-a", "12", "-t", "4", "-r", "8192", "-c", "3"]);
    expect(controller).toEqual([Math.round(zones[1].processValueC * 10), 0x100, 2150]);
  },
);

test.skipIf(!hasMbpoll && !required)(
  "mbpoll is told of a wrong register and of a refused write",
  async () => {
    await expect(
      mbpoll(hall.port, ["-a", "11", "-t", "4", "-r", "8300", "-c", "1"]),
    ).rejects.toMatchObject({ stderr: expect.stringContaining("Illegal data address") });
    await expect(
      run("mbpoll", [
        "-m",
        "tcp",
        "-0",
        "-a",
        "11",
        "-t",
        "4",
        "-r",
        "8451",
        "-p",
        `${hall.port}`,
        "127.0.0.1",
        "2000",
      ]),
    ).rejects.toMatchObject({ stderr: expect.stringContaining("Illegal function") });
  },
);

test.skipIf(!hasMbpoll && !required)("mbpoll steps through a recording by reading it", async () => {
  const row = async (): Promise<number[]> => {
    // One read of all six registers, then the halves are put together here.
    const words = await mbpoll(replay.port, ["-a", "1", "-t", "3:hex", "-r", "0", "-c", "6"]);
    const bytes = Buffer.alloc(12);
    for (const [n, word] of words.entries()) bytes.writeUInt16BE(word, 2 * n);
    return [bytes.readUInt32BE(0), bytes.readFloatBE(4), bytes.readFloatBE(8)];
  };
  expect(await row()).toEqual([0, Math.fround(230.2), -1.5]);
  expect(await row()).toEqual([1, Math.fround(0.1), 1e6]);
  expect(replay.progress()).toMatchObject({ row: 2, done: false });
  expect(await row()).toEqual([2, 7, 8]);
  expect(replay.progress()).toMatchObject({ row: 2, done: true });
});

const PYMODBUS_SCRIPT = `
import json, sys
from pymodbus.client import ModbusTcpClient
from pymodbus.mei_message import ReadDeviceInformationRequest
client = ModbusTcpClient("127.0.0.1", port=int(sys.argv[1]))
assert client.connect()
identity = client.execute(ReadDeviceInformationRequest(read_code=1, unit=1)).information
print(json.dumps({
    "setpoint": client.read_holding_registers(0x2002, 1, slave=11).registers,
    "whole": len(client.read_input_registers(0, 80, slave=1).registers),
    "tooMany": client.read_input_registers(0, 81, slave=1).exception_code,
    "write": client.write_register(0x2103, 2000, slave=11).exception_code,
    "writes": client.write_registers(0x2103, [1, 2], slave=11).exception_code,
    "coil": client.write_coil(0, True, slave=11).exception_code,
    "stranger": client.read_holding_registers(0, 1, slave=99).exception_code,
    "identity": [identity[n].decode("ascii") for n in sorted(identity)],
}))
client.close()
`;

test.skipIf(!hasPymodbus && !required)(
  "pymodbus reads values, exceptions and the identification",
  async () => {
    const { stdout } = await run(PYTHON, ["-c", PYMODBUS_SCRIPT, `${hall.port}`], {
      timeout: 20_000,
    });
    expect(JSON.parse(stdout)).toEqual({
      setpoint: [2300],
      whole: 80,
      tooMany: 3,
      write: 1,
      writes: 1,
      coil: 1,
      stranger: 11,
      identity: ["Lineproof simulator", "SDM630 (simulated, not Eastron)", "1.0"],
    });
  },
);
