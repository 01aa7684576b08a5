import { statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkDataOwner } from "./own-data-folder.ts";

const owner = statSync(tmpdir()).uid;

test("another user's data folder is left alone where keys would be made in it", () => {
  const refused = () => checkDataOwner(tmpdir(), ["modbus-tcp", "opcua"], owner + 1);
  expect(refused).toThrow(expect.objectContaining({ code: "BIN_DATA_DIR" }));
});

test("one's own folder, one that is not there yet, and wires without keys are no matter", () => {
  checkDataOwner(tmpdir(), ["opcua"], owner);
  checkDataOwner(join(tmpdir(), "not", "there"), ["opcua"], owner + 1);
  checkDataOwner(tmpdir(), ["modbus-tcp"], owner + 1);
});
