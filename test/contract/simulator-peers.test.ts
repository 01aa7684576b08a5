// The simulated products answer Modbus masters that others wrote: mbpoll (libmodbus) and pymodbus, by Modbus TCP, by RTU
// over TCP and by RTU through a pair of pseudo terminals (socat). All are Debian packages. Without them the tests are
// skipped and say so, unless LINEPROOF_REQUIRE_PEERS is set: then their absence is a failure.

import { execFile, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { ManualClock } from "#contracts/time.ts";
import type { ProductId } from "#simulators/devices/registry.ts";
import { runReplay } from "#simulators/run-replay.ts";
import { openModbusRtuTcpServer } from "#simulators/servers/modbus-rtu-tcp-server.ts";
import { openModbusSerialServer } from "#simulators/servers/modbus-serial-server.ts";
import {
  type ModbusTcpServer,
  openModbusTcpServer,
} from "#simulators/servers/modbus-tcp-server.ts";
import type { RegisterDevice } from "#simulators/servers/register-device.ts";
import { testWith } from "../kit/peers.ts";
import { everyProduct, openEveryProduct, pointValue, SECOND } from "./product-points.ts";
import {
  type PublishedRow,
  publishedRegisters,
  WIRE_WORDS,
  type WireType,
} from "./published-registers.ts";

const run = promisify(execFile);
const PYTHON = "/usr/bin/python3";
const READER = new URL("pymodbus-reader.py", import.meta.url).pathname;
const required = process.env.LINEPROOF_REQUIRE_PEERS !== undefined;
const hasSocat = spawnSync("sh", ["-c", "command -v socat"]).status === 0;
const testWithSerial = (...names: ("mbpoll" | "pymodbus")[]) =>
  hasSocat || required ? testWith(...names) : test.skip;

/** Units that answer with an exception of their own: 04 an internal fault, 06 busy. */
const BROKEN = 101;
const BUSY = 102;
const troubled: readonly RegisterDevice[] = [
  {
    unit: BROKEN,
    readInput: () => 1,
    readHolding: () => {
      throw new Error("inside");
    },
  },
  { unit: BUSY, readInput: () => 6, readHolding: () => 6 },
];

const devices = [...openEveryProduct(), ...troubled];
let server: ModbusTcpServer;

beforeAll(async () => {
  server = await openModbusTcpServer({ port: 0, devices });
});

afterAll(() => server.close());

const unitOf = (product: ProductId): number =>
  everyProduct.find((unit) => unit.product === product)?.unit ?? 0;

/** What a peer shall find: the plant's value, and how far the register may be off. */
function expected(product: ProductId, row: PublishedRow): { value: number; within: number } {
  const [point, , , type, , step] = row;
  const value = special(product, point) ?? Number(pointValue(product, point));
  // Half a unit in the last place of float32; a counter shows steps that are complete.
  const within = type.startsWith("f32") ? Math.max(step, Math.abs(value) * 2 ** -24) : step;
  return { value, within: within + 1e-9 };
}

/** Registers that show more than one point; by hand. */
function special(product: ProductId, point: string): number | undefined {
  if (point === "bits of the inputs") return 0b1001_0010_0100_1001;
  // 4 + 2·1.234 mA.
  if (point === "counts of input.2") return ((2 * 1.234) / 16) * 27_648;
  if (!point.startsWith("value ")) return undefined;
  return floatBlockValue(unitOf(product), Number(point.slice(6)));
}

/** As the head of devices/float-block.ts has it. */
function floatBlockValue(unit: number, n: number): number {
  return 200 + ((7 * SECOND + 13 * n + 101 * unit) % 1000) / 10;
}

const allRows = everyProduct.flatMap(({ product, unit }) =>
  publishedRegisters[product].map((row) => ({ product, unit, row })),
);

function compare(values: readonly unknown[]): void {
  for (const [n, { product, row }] of allRows.entries()) {
    const { value, within } = expected(product, row);
    const got = Number(values[n]) / row[4];
    expect(Math.abs(got - value), `${product} ${row[0]}: ${got}, not ${value}`).toBeLessThanOrEqual(
      within,
    );
  }
}

// mbpoll prints values by reference: `[2]: \t230.2`; hexadecimal ones as 0x4366.
async function mbpoll(place: readonly string[], args: readonly string[]): Promise<number[]> {
  const { stdout } = await run("mbpoll", ["-0", "-1", ...args, ...place], { timeout: 10_000 });
  return [...stdout.matchAll(/^\[\d+\]:\s+(\S+)/gm)].map((match) => Number(match[1]));
}

const overTcp = (): string[] => ["-m", "tcp", "-p", `${server.address().port}`, "127.0.0.1"];

/** Registers in wire order to a number, by Buffer. */
function decode(words: readonly number[], type: WireType): number {
  const ordered = type.endsWith("cdab") ? [...words].reverse() : words;
  const bytes = Buffer.from(ordered.flatMap((word) => [word >> 8, word & 0xff]));
  switch (type.replace(" cdab", "")) {
    case "u16":
      return bytes.readUInt16BE();
    case "i16":
      return bytes.readInt16BE();
    case "i32":
      return bytes.readInt32BE();
    case "u32":
      return bytes.readUInt32BE();
    case "f32":
      return bytes.readFloatBE();
    case "f64":
      return bytes.readDoubleBE();
    default:
      return Number(bytes.readBigInt64BE());
  }
}

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
    run("mbpoll", ["-0", "-a", unit, "-t", "4", "-r", "8451", ...overTcp(), "2000"]),
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

type Transport =
  | { readonly transport: "tcp" | "rtu-tcp"; readonly port: number }
  | { readonly transport: "serial"; readonly path: string; readonly baud: number };

async function pymodbus(transport: Transport, reads: readonly object[]): Promise<unknown[]> {
  const answer = run(PYTHON, [READER], { timeout: 100_000, maxBuffer: 16_000_000 });
  answer.child.stdin?.end(JSON.stringify({ ...transport, reads }));
  return JSON.parse((await answer).stdout);
}

const tcp = (): Transport => ({ transport: "tcp", port: server.address().port });

const allReads = allRows.map(({ unit, row: [, fc, address, type] }) => ({
  unit,
  fc,
  address,
  type,
}));

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

const onSdm630 = { unit: unitOf("sdm630"), fc: 4, address: 0 };
const troubles: readonly (readonly [string, object, unknown])[] = [
  ["01, a function that it does not know", { ...onSdm630, unit: unitOf("e5cc") }, 1],
  ["01, writing a register", { unit: unitOf("e5cc"), write: "register", address: 0x2103 }, 1],
  ["01, writing registers", { unit: unitOf("e5cc"), write: "registers", address: 0x2103 }, 1],
  ["01, writing a coil", { unit: unitOf("digital-inputs"), write: "coil", address: 0 }, 1],
  ["02, no such register", { ...onSdm630, address: 0x0200 }, 2],
  ["02, inside a value of the PAC2200", { unit: unitOf("pac2200"), fc: 4, address: 2 }, 2],
  ["03, more than 80 registers of an SDM630", { ...onSdm630, count: 81 }, 3],
  ["04, an internal fault", { unit: BROKEN, fc: 3, address: 0 }, 4],
  ["06, busy", { unit: BUSY, fc: 3, address: 0 }, 6],
];
const troubleReads = troubles.map(([, read]) => ({ count: 2, ...read }));

testWith("pymodbus")("pymodbus is told by an exception what is wrong", async () => {
  const stranger = { unit: 99, fc: 3, address: 0, count: 1 };
  const answers = await pymodbus(tcp(), [...troubleReads, stranger]);
  for (const [n, [name, , exception]] of troubles.entries()) {
    expect(answers[n], name).toEqual({ exception });
  }
  expect(answers.at(-1)).toEqual({ exception: 0x0b });
});

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
