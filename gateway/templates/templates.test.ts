// Walks over every template file: each must be listed, valid, free of overlaps and readable.
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { AnyDriver } from "../driver.ts";
import { parseModbusAddress } from "../drivers/modbus-address.ts";
import { planBlocks } from "../drivers/modbus-plan.ts";
import { drivers } from "../drivers/registry.ts";
import { GatewayError } from "../errors.ts";
import { templateFiles, templates } from "./registry.ts";
import { parseTemplate } from "./template.ts";

const folder = new URL(".", import.meta.url);
const read = (file: string) => readFileSync(new URL(file, folder), "utf8");

test("every template file is listed, under its own id, and no id twice", () => {
  const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
  expect([...templateFiles].sort()).toEqual(files.sort());
  for (const file of templateFiles) {
    expect(`${parseTemplate(file, read(file)).id}.json`).toBe(file);
  }
  expect(templates.size).toBe(templateFiles.length);
});

const modbusFiles = templateFiles.filter(
  (file) => parseTemplate(file, read(file)).driver === "modbus-tcp",
);

test.each(modbusFiles)("%s: no two signals share a register, but bits of one", (file) => {
  const taken = new Map<string, string>();
  for (const { id, address } of parseTemplate(file, read(file)).signals) {
    const parsed = parseModbusAddress(address);
    for (let at = parsed.address; at < parsed.address + parsed.length; at += 1) {
      const register = `${parsed.table}:${at}`;
      const places = parsed.bit === undefined ? [register] : [`${register}.${parsed.bit}`];
      if (parsed.bit !== undefined) expect(taken.has(register)).toBe(false);
      for (const place of places) {
        expect(taken.get(place), `${id} at ${place}`).toBeUndefined();
        taken.set(place, id);
      }
    }
  }
});

test.each([...templateFiles])("%s: every address parses with its driver", (file) => {
  const template = parseTemplate(file, read(file));
  const driver: AnyDriver = drivers[template.driver as keyof typeof drivers];
  const shared = template.namespaces === undefined ? {} : { namespaces: template.namespaces };
  for (const { address } of [...template.signals, ...(template.identity ?? [])]) {
    expect(driver.datatypeOf(driver.parseAddress(address, shared))).toBeGreaterThan(0);
  }
});

test.each(modbusFiles)("%s: every address fits a request, and they take few", (file) => {
  const template = parseTemplate(file, read(file));
  const shared = { unit: 1, maxRegisters: template.maxRegisters };
  const items = template.signals.map(({ address }, index) => ({
    index,
    address: parseModbusAddress(address, shared),
  }));
  expect(planBlocks(items, { maxGap: 16, cuts: new Set(), forbidden: [] }).length).toBeLessThan(6);
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
