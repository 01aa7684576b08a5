// What every product keeps, whatever its map.

import { expect, test } from "vitest";
import type { PointValue } from "../plant/plant.ts";
import { checkIdentification } from "../servers/modbus-identification.ts";
import { answerPdu } from "../servers/modbus-pdu.ts";
import type { RegisterDevice } from "../servers/register-device.ts";
import type { Product } from "./product.ts";
import { productIds, products } from "./registry.ts";

const cases = productIds.map((id): [string, Product] => [id, products[id]]);

/** Plain numbers are plates of every product: text where it shows text. */
const SERIAL = "26010001";

/** A value per point, all different. */
function someValue(product: Product, point: string): number {
  return 1000 + product.points.indexOf(point);
}

function published(product: Product, value: (point: string) => PointValue) {
  const made = product.create({ unit: 5, serial: SERIAL });
  const asked = new Set<string>();
  made.publish((point) => {
    asked.add(point);
    return value(point);
  });
  return { device: made.device, asked };
}

const readers = (device: RegisterDevice) =>
  [device.readHolding.bind(device), device.readInput.bind(device)] as const;

/** Every register that can be read, as `table:address` → value; some only behind the one before. */
function registersOf(device: RegisterDevice): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const [table, read] of readers(device).entries()) {
    for (let address = 0; address < 0x10000; address += 1) {
      const alone = read(address, 1);
      const answer =
        typeof alone === "number" && found.has(`${table}:${address - 1}`)
          ? behind(read, address)
          : alone;
      if (typeof answer !== "number") found.set(`${table}:${address}`, answer.at(-1) ?? 0);
    }
  }
  return found;
}

/** The register as the last of a read that begins up to 16 before it. */
function behind(read: RegisterDevice["readInput"], address: number) {
  for (let before = 1; before <= 16; before += 1) {
    const answer = read(address - before, before + 1);
    if (typeof answer !== "number") return answer;
  }
  return 2;
}

test.each(cases)("%s asks for exactly the points that it lists", (_, product) => {
  const { asked } = published(product, (point) => someValue(product, point));
  expect([...asked].sort()).toEqual([...product.points].sort());
  expect(new Set(product.points).size).toBe(product.points.length);
});

test.each(cases)("%s says that it is simulated, by FC 43/14 and to people", (_, product) => {
  const { device } = published(product, () => 0);
  expect(device.identification?.vendorName).toBe("Lineproof simulator");
  expect(device.identification?.productCode).toMatch(/simulated/);
  if (device.identification !== undefined) checkIdentification(5, device.identification);
  const answer = Buffer.from(answerPdu(Uint8Array.of(0x2b, 0x0e, 0x01, 0x00), device));
  expect(answer.toString("latin1")).toContain("Lineproof simulator");
  expect(product.name.zh).not.toBe("");
  expect(product.name.en).not.toBe("");
});

test.each(cases)("%s shows each point in a register", (_, product) => {
  for (const point of product.points) {
    const shown = (value: number) =>
      registersOf(published(product, (name) => (name === point ? value : 5)).device);
    const [low, high] = [shown(0), shown(1)];
    expect(
      [...low].some(([key, word]) => high.get(key) !== word),
      point,
    ).toBe(true);
  }
});

test.each(cases)(
  "%s shows whatever a plant may give, and stays inside its registers",
  (_, product) => {
    const before = [...registersOf(published(product, () => 1).device).keys()];
    for (const value of [0, -1e12, 1e12, 0.1, true, false]) {
      expect([...registersOf(published(product, () => value).device).keys()]).toEqual(before);
    }
  },
);

test.each(cases)(
  "%s answers blocks of its registers as it answers them singly, and 02 beyond",
  (_, product) => {
    const { device } = published(product, (point) => someValue(product, point));
    const registers = registersOf(device);
    expect(registers.size).toBeGreaterThan(0);
    for (const [table, read] of readers(device).entries()) {
      for (const key of registers.keys()) {
        const [of, at] = key.split(":").map(Number) as [number, number];
        if (of !== table) continue;
        const pair = read(at, 2);
        if (typeof pair === "number") expect(pair).toBe(2);
        else expect(pair[0]).toBe(registers.get(key));
      }
    }
  },
);

test.each(cases)("%s answers with the exceptions of the protocol", (_, product) => {
  const { device } = published(product, () => 1);
  const registers = registersOf(device);
  for (const functionCode of [0x03, 0x04]) {
    const table = functionCode - 3;
    const known = [...registers.keys()].some((key) => key.startsWith(`${table}:`));
    const unknown = Array.from({ length: 0x10000 }, (__, n) => n).find(
      (address) => !registers.has(`${table}:${address}`),
    );
    const request = (address: number, count: number) =>
      answerPdu(
        Uint8Array.of(functionCode, address >> 8, address & 0xff, count >> 8, count & 0xff),
        device,
      );
    const error = functionCode | 0x80;
    expect([...request(unknown ?? 0, 1)]).toEqual([error, known ? 0x02 : 0x01]);
    if (known) {
      expect([...request(0, 0)]).toEqual([error, 0x03]);
      expect([...request(0, (device.maxRegisters ?? 125) + 1)]).toEqual([error, 0x03]);
    }
  }
  // Writing: a run command of many a drive (2000H) is refused like everything else.
  expect([...answerPdu(Uint8Array.of(0x06, 0x20, 0x00, 0x00, 0x01), device)]).toEqual([0x86, 0x01]);
});

test.each(cases.filter(([, product]) => Object.keys(product.rollovers).length > 0))(
  "%s begins its counters again at 0 where it says so",
  (_, product) => {
    for (const [point, limit] of Object.entries(product.rollovers)) {
      const words = (value: number) =>
        registersOf(published(product, (name) => (name === point ? value : 5)).device);
      expect(words(limit), point).toEqual(words(0));
      expect(words(2 * limit + 128), point).toEqual(words(128));
      expect(words(limit - 64), point).not.toEqual(words(limit));
    }
  },
);

test.each(cases)("%s tells a serial number only where it was given one", (_, product) => {
  const plate = (serial: string | undefined) =>
    registersOf(product.create({ unit: 5, ...(serial === undefined ? {} : { serial }) }).device);
  if (product === products["float-block"]) {
    expect(plate(SERIAL)).toEqual(plate(undefined));
    return;
  }
  const bytes = Buffer.from(
    [...plate(SERIAL).values()].flatMap((word) => [word >> 8, word & 0xff]),
  );
  const number = Buffer.alloc(4);
  number.writeUInt32BE(Number(SERIAL));
  const swapped = Buffer.from(SERIAL).swap16();
  expect([Buffer.from(SERIAL), number, swapped].some((wanted) => bytes.includes(wanted))).toBe(
    true,
  );
  const without = Buffer.from(
    [...plate(undefined).values()].flatMap((word) => [word >> 8, word & 0xff]),
  );
  expect([Buffer.from(SERIAL), number, swapped].some((wanted) => without.includes(wanted))).toBe(
    false,
  );
});
