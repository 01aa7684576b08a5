// The simulated products answer Modbus TCP masters that others wrote: mbpoll (libmodbus) and pymodbus. Without them the
// tests are skipped and say so, unless LINEPROOF_REQUIRE_PEERS is set: then their absence is a failure.
// The same by RTU: simulator-rtu-peers.test.ts.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished } from "vitest";
import { ManualClock } from "#contracts/time.ts";
import type { ProductId } from "#simulators/devices/registry.ts";
import { runReplay } from "#simulators/run/run-replay.ts";
import {
  type ModbusTcpServer,
  openModbusTcpServer,
} from "#simulators/servers/modbus-tcp-server.ts";
import { testWith } from "../kit/peers.ts";
import { mbpoll, pymodbus, type Transport } from "./modbus-masters.ts";
import {
  allReads,
  allRows,
  compare,
  decode,
  floatBlockValue,
  openDevices,
  troubleReads,
  troubles,
  unitOf,
} from "./product-expectations.ts";
import { everyProduct, pointValue } from "./product-points.ts";
import { WIRE_WORDS } from "./published-registers.ts";

let server: ModbusTcpServer;

beforeAll(async () => {
  server = await openModbusTcpServer({ port: 0, devices: openDevices() });
});

afterAll(() => server.close());

const overTcp = (): string[] => ["-m", "tcp", "-p", `${server.address().port}`, "127.0.0.1"];
const tcp = (): Transport => ({ transport: "tcp", port: server.address().port });

testWith("mbpoll")("mbpoll reads every product at its published addresses", async () => {
  const values: number[] = [];
  for (const { unit, row } of allRows) {
    const [, functionCode, address, type] = row;
    const table = functionCode === 3 ? "4:hex" : "3:hex";
    const read = ["-a", `${unit}`, "-t", table, "-r", `${address}`, "-c", `${WIRE_WORDS[type]}`];
    values.push(decode(await mbpoll(overTcp(), read), type));
  }
  compare(values);
});

testWith("mbpoll")(
  "mbpoll decodes floats and double words by itself, in both word orders",
  async () => {
    const read = (product: ProductId, ...args: string[]) =>
      mbpoll(overTcp(), ["-a", `${unitOf(product)}`, ...args]);
    const volts = await read("sdm630", "-t", "3:float", "-B", "-r", "0", "-c", "3");
    expect(volts).toHaveLength(3);
    for (const [n, value] of volts.entries()) {
      expect(value).toBeCloseTo(Number(pointValue("sdm630", `voltage.l${n + 1}`)), 2);
    }
    expect(await read("adw300", "-t", "4:int", "-B", "-r", "62")).toEqual([12_345_679]);
    expect(await read("edge-bander", "-t", "4:int", "-r", "16", "-c", "2")).toEqual([
      74_565, 74_567,
    ]);
    const [feed] = await read("edge-bander", "-t", "4:float", "-r", "2");
    expect(feed).toBeCloseTo(20.01, 3);
  },
);

testWith("mbpoll")("mbpoll reads the digital inputs as discrete inputs and as coils", async () => {
  const on = Array.from({ length: 16 }, (_, n) => (n % 3 === 0 ? 1 : 0));
  for (const table of ["0", "1"]) {
    const read = ["-a", `${unitOf("digital-inputs")}`, "-t", table, "-r", "0", "-c", "16"];
    expect(await mbpoll(overTcp(), read)).toEqual(on);
  }
});

testWith("mbpoll")("mbpoll is told of a wrong register and of a refused write", async () => {
  const unit = `${unitOf("e5cc")}`;
  await expect(
    mbpoll(overTcp(), ["-a", unit, "-t", "4", "-r", "8300", "-c", "1"]),
  ).rejects.toMatchObject({ stderr: expect.stringContaining("Illegal data address") });
  await expect(
    mbpoll([...overTcp(), "2000"], ["-a", unit, "-t", "4", "-r", "8451"]),
  ).rejects.toMatchObject({ stderr: expect.stringContaining("Illegal function") });
});

testWith("mbpoll")("mbpoll steps through a recording by reading it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "lineproof-peers-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "line.csv");
  writeFileSync(
    file,
    "time,a,b\n2024-05-01 08:00:00,230.2,-1.5\n2024-05-01 08:00:01,0.1,1e6\n2024-05-01 08:00:02,7,8\n",
  );
  const replay = await runReplay({ file, mode: "step", port: 0, clock: new ManualClock(0) });
  onTestFinished(() => replay.close());
  const row = async (): Promise<number[]> => {
    // One read of all six registers, then the halves are put together here.
    const place = ["-m", "tcp", "-p", `${replay.port}`, "127.0.0.1"];
    const words = await mbpoll(place, ["-a", "1", "-t", "3:hex", "-r", "0", "-c", "6"]);
    return [
      decode(words.slice(0, 2), "u32"),
      decode(words.slice(2, 4), "f32"),
      decode(words.slice(4, 6), "f32"),
    ];
  };
  expect(await row()).toEqual([0, Math.fround(230.2), -1.5]);
  expect(await row()).toEqual([1, Math.fround(0.1), 1e6]);
  expect(replay.progress()).toMatchObject({ row: 2, done: false });
  expect(await row()).toEqual([2, 7, 8]);
  expect(replay.progress()).toMatchObject({ row: 2, done: true });
});

testWith("pymodbus")("pymodbus reads every product at its published addresses", async () => {
  compare(await pymodbus(tcp(), allReads));
});

testWith("pymodbus")("pymodbus is told by every product who it is: nobody's", async () => {
  const identify = everyProduct.map(({ unit }) => ({ unit, identify: true }));
  const identities = (await pymodbus(tcp(), identify)) as string[][];
  for (const [n, { product }] of everyProduct.entries()) {
    const [vendor, code, revision, ...others] = identities[n] ?? [];
    expect(vendor, product).toBe("Lineproof simulator");
    expect(code, product).toMatch(/\(simulated/);
    expect(revision, product).toMatch(/^\d+\.\d+$/);
    expect(others).toEqual([]);
  }
});

testWith("pymodbus")("pymodbus reads a thousand floats in blocks of 125 registers", async () => {
  const unit = unitOf("float-block");
  const starts = Array.from({ length: 16 }, (_, n) => 125 * n);
  const blocks = await pymodbus(
    tcp(),
    starts.map((address) => ({ unit, fc: 4, address, count: 125 })),
  );
  const words = blocks.flat() as number[];
  for (let n = 0; n < 1000; n += 1) {
    expect(decode(words.slice(2 * n, 2 * n + 2), "f32")).toBe(
      Math.fround(floatBlockValue(unit, n)),
    );
  }
});

testWith("pymodbus")("pymodbus is told by an exception what is wrong", async () => {
  const stranger = { unit: 99, fc: 3, address: 0, count: 1 };
  const answers = await pymodbus(tcp(), [...troubleReads, stranger]);
  for (const [n, [name, , exception]] of troubles.entries()) {
    expect(answers[n], name).toEqual({ exception });
  }
  expect(answers.at(-1)).toEqual({ exception: 0x0b });
});
