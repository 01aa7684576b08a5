import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { loadGatewayConfig } from "./load-config.ts";

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "lineproof-config-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

test("a file that is not there is told with its path", () => {
  const file = join(folder(), "gw.yaml");
  expect(() => loadGatewayConfig(file, {})).toThrow(
    expect.objectContaining({ code: "GATEWAY_CONFIG_UNREADABLE", detail: { file } }),
  );
});

test("a file and the template beside it are read", () => {
  const at = folder();
  const template = {
    id: "mine",
    vendor: "v",
    model: "m",
    name: { zh: "我", en: "mine" },
    protocol: "modbus",
    source: "manual",
    signals: [
      {
        id: "t",
        name: { zh: "温", en: "t" },
        unit: "CEL",
        class: "PV",
        purpose: "temperature",
        address: { table: "input", address: 5, type: "int16" },
      },
    ],
    probe: { signal: "t", expect: [0, 100] },
  };
  writeFileSync(join(at, "mine.json"), JSON.stringify(template));
  writeFileSync(
    join(at, "gw.yaml"),
    `
gateway: { id: g, site: s, data: d }
broker: { url: mqtt://127.0.0.1 }
connections: [{ id: c, driver: modbus-tcp, endpoint: { host: h } }]
equipment: [{ id: e, connection: c, unit: 9, template: mine.json, scanGroups: [{ id: f, intervalMs: 100 }] }]
`,
  );
  const config = loadGatewayConfig(join(at, "gw.yaml"), {});
  expect(config.gateway.data).toBe(join(at, "d"));
  expect(config.equipment[0]).toMatchObject({
    template: "mine",
    scanGroups: [{ signals: [{ id: "t", address: { unit: 9, address: 5 }, datatype: 2 }] }],
  });
});
