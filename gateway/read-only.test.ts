// Writes to machines do not exist in the gateway. This walks its sources for every name by which the
// protocol libraries could write.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const writing =
  /\b(writeFC(?:5|6|15|16|17|20|22|23)|writeCoils?|writeRegisters?|writeRegisterEnron|maskWriteRegister|readWriteRegisters|writeCustomFC|customFunction|writeSingleNode|writeAttribute|callMethod|WriteRequest|CallRequest|CallMethodRequest|HistoryUpdateRequest|AddNodesRequest|DeleteNodesRequest|AddReferencesRequest|DeleteReferencesRequest)\b/;
const functionCode43 = /\bwriteFC43\b/;

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
  expect(loading).toEqual([join("drivers", "opcua-library.ts")]);
});

test("the Modbus library is imported by the link alone, FC 43 only replaced there", () => {
  const importing = sources.filter((name) =>
    /from "modbus-serial/.test(readFileSync(join(folder, name), "utf8")),
  );
  expect(importing).toEqual([join("drivers", "modbus-link.ts")]);
  const naming = sources.filter((name) =>
    functionCode43.test(readFileSync(join(folder, name), "utf8")),
  );
  expect(naming).toEqual([join("drivers", "modbus-link.ts")]);
});
