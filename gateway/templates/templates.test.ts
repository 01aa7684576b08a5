// Walks over every template file: each must be listed, valid, free of overlaps and readable.
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { AnyDriver } from "../driver.ts";
import { type ModbusAddress, parseModbusAddress } from "../drivers/modbus/address.ts";
import { planBlocks } from "../drivers/modbus/plan.ts";
import { drivers } from "../drivers/registry.ts";
import { GatewayError } from "../errors.ts";
import { exampleOf, withParameters } from "./parameters.ts";
import { templateFiles, templates } from "./registry.ts";
import { parseTemplate, sharedByTemplate } from "./template.ts";

const folder = new URL(".", import.meta.url);
const read = (file: string) => readFileSync(new URL(file, folder), "utf8");

test("every template file is listed, under its own id, and no id twice", () => {
  const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
  expect([...templateFiles].sort()).toEqual(files.sort());
  for (const file of templateFiles) {
    expect(`${parseTemplate(file, read(file)).id}.json`).toBe(file);
    // Of one's own templates it may be left out; a shipped one says it.
    expect(JSON.parse(read(file)).verified, file).toBeTypeOf("boolean");
  }
  expect(templates.size).toBe(templateFiles.length);
});

const modbusFiles = templateFiles.filter(
  (file) => parseTemplate(file, read(file)).protocol === "modbus",
);

test.each(modbusFiles)("%s: no two signals share a register, but bits of one", (file) => {
  const taken = new Map<string, string>();
  for (const { id, address } of parseTemplate(file, read(file)).signals) {
    for (const place of placesOf(parseModbusAddress(address))) {
      expect(taken.get(place), `${id} at ${place}`).toBeUndefined();
      taken.set(place, id);
    }
  }
});

/** Every bit that an address reads. */
function placesOf({ table, address, length, bit, bits, half }: ModbusAddress): string[] {
  const [low, high] =
    bits ?? (bit === undefined ? undefined : [bit, bit]) ?? (half === "low" ? [0, 7] : [8, 15]);
  const part = bits !== undefined || bit !== undefined || half !== undefined;
  return Array.from({ length: length * 16 }, (_, i) => i)
    .filter((i) => !part || (i >= low && i <= high))
    .map((i) => `${table}:${address + (i >> 4)}.${i & 15}`);
}

test.each([...templateFiles])("%s: every address parses with its driver", (file) => {
  const template = exampleOf(parseTemplate(file, read(file)));
  const driver: AnyDriver | undefined = Object.values(drivers).find(
    ({ protocol }) => protocol === template.protocol,
  );
  if (driver === undefined) throw new Error(`no driver for ${template.protocol}`);
  const shared = sharedByTemplate(template);
  for (const { address } of [...template.signals, ...(template.identity ?? [])]) {
    expect(driver.datatypeOf(driver.parseAddress(address, shared))).toBeGreaterThan(0);
  }
});

/** UNECE Recommendation 20, those in use. */
const unitCodes =
  "VLT AMP WTT KWT D44 D46 HTZ KWH K3 DD C62 CEL P1 RPM 4K HUR SEC 2X C26 MQH MTQ".split(" ");

test.each([...templateFiles])("%s: units, purposes and probe are meant", (file) => {
  const { signals, derived = [], probe } = parseTemplate(file, read(file));
  for (const { id, unit, purpose } of [...signals, ...derived]) {
    expect(unitCodes, `${id}: ${unit}`).toContain(unit);
    expect(purpose).toBe(id);
  }
  const probed = signals.find(({ id }) => id === probe.signal);
  if (probed?.range === undefined) return;
  // What shows that it answers is at least possible.
  expect(probe.expect[1]).toBeGreaterThan(probed.range[0]);
  expect(probe.expect[0]).toBeLessThan(probed.range[1]);
});

/** Registers whose writing starts, stops or turns a motor (domain reference E.2): not even read. */
const commandRegisters: Readonly<Record<string, readonly number[]>> = {
  "enc-eds300.json": [0x2000, 0x2001],
  "shihlin-sc3.json": [0x1001, 0x1101],
  "invt-chv.json": [0x1000, 0x2000, 0x2001],
  "inovance-md.json": [0x1000, 0x2000],
};

test.each(Object.keys(commandRegisters))("%s holds monitor registers only", (file) => {
  const commands = [...(commandRegisters[file] ?? []), 0x2000, 0x2001, 0x2002];
  for (const { id, address } of parseTemplate(file, read(file)).signals) {
    const { address: first, length } = parseModbusAddress(address);
    const touched = commands.filter((at) => at >= first && at < first + length);
    expect(touched, id).toEqual([]);
  }
});

test("every template of a drive is in the list of command registers", () => {
  const drives = templateFiles.filter((file) =>
    /drive/i.test(parseTemplate(file, read(file)).name.en),
  );
  expect(drives.toSorted()).toEqual(Object.keys(commandRegisters).sort());
});

test.each(modbusFiles)("%s: every address fits a request, and they take few", (file) => {
  const template = parseTemplate(file, read(file));
  const { quirks: _quirks, ...shared } = sharedByTemplate(template);
  const items = template.signals.map(({ address }, index) => ({
    index,
    address: parseModbusAddress(address, shared),
  }));
  const limits = { maxBits: 2000, coilsFromZero: false, cuts: new Set<string>(), forbidden: [] };
  expect(planBlocks(items, { ...limits, maxGap: 16 }).length).toBeLessThan(8);
});

test("a broken template tells all its problems at once, with paths", () => {
  const broken = JSON.parse(read("e5cc.json"));
  broken.colour = "red";
  broken.signals[0].unit = "degrees";
  broken.signals[1].id = broken.signals[3].id;
  expect(problemsOf(broken)).toEqual([
    expect.stringMatching(/^my\.json: signals\[0\]\.unit: .*UNECE/),
    expect.stringMatching(/^my\.json: colour: /),
  ]);
  delete broken.colour;
  broken.signals[0].unit = "CEL";
  broken.signals[2].address.type = "int17";
  broken.probe.signal = "nothing";
  expect(problemsOf(broken)).toEqual([
    expect.stringMatching(/^my\.json: signals\[2\]\.address: .*type/),
    expect.stringMatching(/^my\.json: signals\[3\]\.id: .*duplicate/),
    expect.stringMatching(/^my\.json: probe\.signal: /),
  ]);
});

test("what a derived signal lacks is told with its place", () => {
  const broken = JSON.parse(read("yudian-modbus.json"));
  broken.derived[0].decimals = "nothing";
  broken.derived[1].class = "PV";
  broken.derived[2].kind = "dice";
  broken.derived.push({ ...broken.derived[0], id: "decimals", max: 12, colour: 1 });
  expect(problemsOf(broken)).toEqual([
    expect.stringMatching(/^my\.json: derived\[0\]\.from: .*nothing/),
    expect.stringMatching(/^my\.json: derived\[1\]\.class: .*CALC or ST/),
    expect.stringMatching(/^my\.json: derived\[2\]\.kind: .*enumeration \| truth-table/),
    expect.stringMatching(/^my\.json: derived\[3\]\.id: .*duplicate/),
    expect.stringMatching(/^my\.json: derived\[3\]\.max: /),
    expect.stringMatching(/^my\.json: derived\[3\]\.colour: /),
  ]);
});

test("parameters are declared, used and filled in, and nothing else is", () => {
  const broken = JSON.parse(read("s7-1500-db.json"));
  broken.parameters.db.example = "9 lives";
  broken.parameters.unused = broken.parameters.db;
  broken.signals[0].address.node = 'nsu=urn:x;s="{block}"';
  expect(problemsOf(broken)).toEqual([
    expect.stringMatching(/^my\.json: parameters: .*missing block/),
    expect.stringMatching(/^my\.json: parameters\.db\.example: /),
    expect.stringMatching(/^my\.json: parameters\.unused: .*no address/),
    expect.stringMatching(/^my\.json: parameters\.unused\.example: /),
  ]);
  const template = parseTemplate("s7-1500-db.json", read("s7-1500-db.json"));
  const told: string[] = [];
  const fill = (given: Record<string, string>) =>
    withParameters(template, given, (keys, message) => told.push(`${keys.join(".")}: ${message}`));
  expect(fill({ db: "DB_Saw" })?.signals[0]?.address.node).toBe(
    'nsu=http://www.siemens.com/simatic-s7-opcua;s="DB_Saw"."Temperature"',
  );
  expect(told).toEqual([]);
  expect(fill({ db: 'x"."y', speed: "1" })).toBeUndefined();
  expect(fill({})).toBeUndefined();
  expect(told).toEqual([
    expect.stringMatching(/^speed: .*no such parameter/),
    expect.stringMatching(/^db: .*must match/),
    expect.stringMatching(/^: .*needs db/),
  ]);
});

function problemsOf(value: unknown): string[] {
  try {
    parseTemplate("my.json", JSON.stringify(value));
  } catch (error) {
    expect(error).toBeInstanceOf(GatewayError);
    expect((error as GatewayError).code).toBe("GATEWAY_TEMPLATE_INVALID");
    return (error as GatewayError).message.split("\n");
  }
  throw new Error("the template was accepted");
}
