// Restarts of a simulated OPC UA server leak nothing: in a process of its own, where memory can be measured.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import type { ControllerServer } from "#simulators/wire/exposure.ts";
import { temporaryFolder } from "../kit/temporary-folder.ts";

const exposure: ControllerServer = {
  kind: "controller",
  namespace: "urn:lineproof-sim:test",
  product: { maker: "Lineproof simulator", name: "test", version: "1" },
  variables: [
    { point: "a", identifier: 's="DB"."a"', folder: ["PLC"], browseName: "a", type: "Double" },
  ],
};

test("ten restarts leave no socket, no timer and no address space behind", async () => {
  const at = (file: string): string =>
    JSON.stringify(fileURLToPath(new URL(`../../simulators/servers/${file}`, import.meta.url)));
  const script = `
    import { openRestartableOpcUaServer } from ${at("opcua-restart.ts")};
    import { FakePlant, openSecurity } from ${at("opcua-test-client.ts")};
    const plant = new FakePlant({ a: 1 });
    const server = await openRestartableOpcUaServer({
      exposure: ${JSON.stringify(exposure)},
      name: "test",
      read: (point) => plant.read(point),
      sourceTime: () => plant.at,
      port: 0,
      namespacesBefore: 0,
      security: openSecurity(${JSON.stringify(temporaryFolder())}),
      log: () => undefined,
    });
    const restart = async (times) => {
      for (let n = 0; n < times; n += 1) {
        await server.restart({ spareNamespaces: n, certificate: n % 2 === 0 ? "expired" : "valid" });
      }
      await new Promise((resolve) => setImmediate(resolve));
      gc();
      const held = process.getActiveResourcesInfo().filter((kind) => /TCP|Timeout|FS/.test(kind));
      return { held: held.length, heapMb: process.memoryUsage().heapUsed / 1e6 };
    };
    const before = await restart(3);
    const after = await restart(10);
    await server.close();
    console.log(JSON.stringify({ more: after.held - before.held, grownMb: after.heapMb - before.heapMb }));
  `;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--expose-gc", "--input-type=module", "-e", script],
    { timeout: 100_000 },
  );
  const { more, grownMb } = JSON.parse(stdout) as { more: number; grownMb: number };
  expect(more).toBe(0);
  // One address space is more than 10 MB.
  expect(grownMb).toBeLessThan(6);
});
