// The OPC UA client is large, the serial port is native code: a gateway that has no such connection must never load
// them. A process of its own lists the modules that it really loads.
import { spawnSync } from "node:child_process";
import process from "node:process";
import { expect, test } from "vitest";

const gateway = new URL("../", import.meta.url);

/** Whether modules of the library (part of their URL) were loaded before and after `last`, in one process. */
function loadedBy(last: string, library = "/node-opcua"): readonly boolean[] {
  const program = `
    import { registerHooks } from "node:module";
    let found = false;
    registerHooks({
      resolve(specifier, context, next) {
        const result = next(specifier, context);
        if (result.url.includes("${library}")) found = true;
        return result;
      },
    });
    await import("${new URL("run.ts", gateway)}");
    const { parseGatewayConfig } = await import("${new URL("config/config.ts", gateway)}");
    parseGatewayConfig("gw.yaml", \`
gateway: { id: gw1, site: s1, data: d }
broker: { url: mqtt://127.0.0.1 }
connections: [{ id: plc, driver: opcua, endpoint: { url: "opc.tcp://127.0.0.1", securityMode: None } }]
equipment:
  - id: saw
    connection: plc
    template: ww-machine
    root: Machines
    scanGroups: [{ id: fast, intervalMs: 1000 }]
\`, {});
    const before = found;
    ${last}
    console.log(JSON.stringify([before, found]));
  `;
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ["--input-type=module", "--eval", program],
    { encoding: "utf8", timeout: 60_000 },
  );
  expect(stderr).toBe("");
  expect(status).toBe(0);
  return JSON.parse(stdout) as boolean[];
}

test("running a gateway and reading an OPC UA configuration load nothing of the library; opening does", () => {
  const load = `await (await import("${new URL("drivers/opcua/library.ts", gateway)}")).loadOpcUaLibrary();`;
  expect(loadedBy("")).toEqual([false, false]);
  expect(loadedBy(load)).toEqual([false, true]);
});

test("the serial port's native code is loaded when the first serial port is opened", () => {
  const open = `
    const { openSerialStream } = await import("${new URL("drivers/modbus/serial-stream.ts", gateway)}");
    const port = { path: "/dev/lineproof-nowhere", baudRate: 9600, parity: "none", stopBits: 1 };
    await openSerialStream(port).catch(() => undefined);`;
  expect(loadedBy("", "/serialport/")).toEqual([false, false]);
  expect(loadedBy(open, "/serialport/")).toEqual([false, true]);
});
