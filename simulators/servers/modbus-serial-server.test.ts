// Without a serial device; with pseudo terminals and a master of others: test/contract/simulator-peers.test.ts.

import { expect, test } from "vitest";
import { openModbusSerialServer } from "./modbus-serial-server.ts";

test.each([
  ["/dev/lineproof-no-such-port", "ENOENT"],
  ["/dev/null", "ENOTTY"],
])("%s is refused with its reason %s", (path, reason) => {
  expect(() => openModbusSerialServer({ path, devices: [] })).toThrow(
    expect.objectContaining({ code: "SIMULATORS_SERIAL_UNUSABLE", detail: { path, reason } }),
  );
});
