// Writes to machines do not exist in the gateway. OPC UA: no source names what the library could write by. Modbus: what
// goes out is made in one file, which can make reads only.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { modbusTables } from "./drivers/modbus/address.ts";
import { identificationQuestion, readQuestion, unlike } from "./drivers/modbus/pdu.ts";

const writing =
  /\b(writeFC(?:5|6|15|16|17|20|22|23)|writeCoils?|writeRegisters?|writeRegisterEnron|maskWriteRegister|readWriteRegisters|writeCustomFC|customFunction|writeSingleNode|writeAttribute|callMethod|WriteRequest|CallRequest|CallMethodRequest|HistoryUpdateRequest|AddNodesRequest|DeleteNodesRequest|AddReferencesRequest|DeleteReferencesRequest)\b/;

const folder = import.meta.dirname;
const sources = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
  (name) => name.endsWith(".ts") && !name.endsWith(".test.ts"),
);

test("no source of the gateway names a function that writes to a machine", () => {
  expect(sources.length).toBeGreaterThan(20);
  const found = sources.filter((name) => writing.test(readFileSync(join(folder, name), "utf8")));
  expect(found).toEqual([]);
});

test("the search finds what it is for", () => {
  expect(writing.test("client.writeRegister(1, 2)")).toBe(true);
  expect(writing.test("new library.WriteRequest({})")).toBe(true);
  expect(writing.test("client.readInputRegisters(1, 2)")).toBe(false);
});

test("the OPC UA library is loaded by one file alone, elsewhere it lends only its types", () => {
  const loading = sources.filter((name) =>
    /import\("node-opcua|^import (?!type)[^;]*from "node-opcua/m.test(
      readFileSync(join(folder, name), "utf8"),
    ),
  );
  expect(loading).toEqual([join("drivers", "opcua", "library.ts")]);
});

const modbus = join("drivers", "modbus");
const modbusSources = sources.filter(
  (name) => name.startsWith(modbus) && !name.includes("port-test-"),
);
const text = (name: string) => readFileSync(join(folder, name), "utf8");

test("no Modbus library is used, and only ports write to a wire, only what they were asked", () => {
  const importing = sources.filter((name) => /from "(modbus-|jsmodbus)/.test(text(name)));
  expect(importing).toEqual([]);
  // Serial port and socket are written to by their streams, streams by the two ports.
  const writing = modbusSources.filter((name) => /\.write\(/.test(text(name)));
  expect(writing.sort()).toEqual(
    ["dtu-listener.ts", "rtu-port.ts", "serial-stream.ts", "tcp-port.ts", "tcp-stream.ts"].map(
      (name) => join(modbus, name),
    ),
  );
});

test("a question is made in pdu.ts alone, with function codes 01 to 04 and 43/14 and no other", () => {
  const making = modbusSources.filter((name) => /\bpdu: (?:Uint8Array|Buffer)\./.test(text(name)));
  expect(making).toEqual([join(modbus, "pdu.ts")]);
  const codes = new Set<number>();
  for (const table of modbusTables) {
    for (const count of [1, 9, 125]) {
      const question = readQuestion(1, table, 7, count);
      for (const one of [question, unlike(question)]) codes.add(one?.pdu[0] ?? -1);
    }
  }
  const { pdu } = identificationQuestion(1, 0);
  expect(pdu.subarray(0, 2)).toEqual(Uint8Array.of(43, 14));
  expect([...codes].sort()).toEqual([1, 2, 3, 4]);
});
