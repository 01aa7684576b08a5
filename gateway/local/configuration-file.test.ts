import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type GatewayConfig, parseGatewayConfig } from "../config/config.ts";
import { GatewayError } from "../errors.ts";
import type { ReloadResult } from "../reload/reload-result.ts";
import type { CommissioningDesk } from "./commissioning-desk.ts";
import { checkConfiguration, readConfiguration, takeConfiguration } from "./configuration-file.ts";

const text = (unit: number) => `gateway: { id: g, site: s, data: data }
broker: { url: "mqtt://127.0.0.1:1883" }
connections: [{ id: a, driver: modbus-tcp, endpoint: { host: 10.0.0.1 } }]
equipment:
  - { id: m, connection: a, unit: ${unit}, template: sdm630, scanGroups: [{ id: f, intervalMs: 500 }] }
`;
const none = { added: [], changed: [], removed: [] };
const result: ReloadResult = {
  connections: none,
  equipment: { ...none, changed: ["m"] },
  redeclared: false,
};

let folder: string;
let file: string;
let rehearse: (config: GatewayConfig) => ReloadResult;
let reload: () => ReloadResult;
let reloaded: string[];

const unused = () => {
  throw new RangeError("not here");
};
const desk = (): CommissioningDesk => ({
  clock: { now: () => Date.UTC(2026, 9, 1), monotonic: () => 0 },
  log: () => undefined,
  config: parseGatewayConfig(file, text(1), {}),
  source: { file, parse: (written) => parseGatewayConfig(file, written, {}) },
  ask: unused,
  rehearse: (config) => rehearse(config),
  explain: unused,
});
const take = (written: string, digest = readConfiguration(desk()).digest) =>
  takeConfiguration({ desk: desk(), reload: () => reload() }, written, digest);
const code = (wanted: string) => expect.objectContaining({ code: wanted });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lineproof-configuration-"));
  file = join(folder, "gateway.yaml");
  writeFileSync(file, text(1), { mode: 0o640 });
  reloaded = [];
  rehearse = () => result;
  reload = () => {
    reloaded.push(readFileSync(file, "utf8"));
    return result;
  };
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test("what is taken over is written whole, with the file before beside it", () => {
  const { backup, equipment } = take(text(2));
  expect(equipment.changed).toEqual(["m"]);
  expect(readFileSync(file, "utf8")).toBe(text(2));
  expect(readFileSync(backup, "utf8")).toBe(text(1));
  expect(statSync(file).mode & 0o777).toBe(0o640);
  expect(reloaded).toEqual([text(2)]);
  expect(readdirSync(folder)).toHaveLength(2);
});

test("a link stays one, and what it leads to is written", () => {
  const real = join(folder, "real.yaml");
  writeFileSync(real, text(1));
  rmSync(file);
  symlinkSync("real.yaml", file);
  take(text(2));
  expect(readFileSync(real, "utf8")).toBe(text(2));
});

test("nothing is written of what is wrong, needs a restart, or was overtaken", () => {
  expect(() => take(text(999))).toThrow(code("GATEWAY_CONFIG_INVALID"));
  rehearse = () => {
    throw new GatewayError("GATEWAY_RELOAD_RESTART_NEEDED", "broker");
  };
  expect(() => checkConfiguration(desk(), text(2))).toThrow(code("GATEWAY_RELOAD_RESTART_NEEDED"));
  expect(() => take(text(2))).toThrow(code("GATEWAY_RELOAD_RESTART_NEEDED"));
  rehearse = () => result;
  expect(() => take(text(2), "another")).toThrow(code("GATEWAY_CONFIG_OVERTAKEN"));
  expect(readFileSync(file, "utf8")).toBe(text(1));
  expect([readdirSync(folder), reloaded]).toEqual([["gateway.yaml"], []]);
});

test("when the gateway refuses it after all, the file before is back", () => {
  reload = () => {
    throw new GatewayError("GATEWAY_RELOAD_UNAVAILABLE", "stopping");
  };
  expect(() => take(text(2))).toThrow(code("GATEWAY_RELOAD_UNAVAILABLE"));
  expect(readFileSync(file, "utf8")).toBe(text(1));
});

test("a file that cannot be written is said, with what to do, and stays", () => {
  mkdirSync(`${file}.new`);
  expect(() => take(text(2))).toThrow(code("GATEWAY_CONFIG_UNWRITABLE"));
  expect(readFileSync(file, "utf8")).toBe(text(1));
  expect(reloaded).toEqual([]);
});

test("a gateway that was started from no file has none to change", () => {
  expect(() => readConfiguration({ ...desk(), source: undefined })).toThrow(
    code("GATEWAY_RELOAD_UNAVAILABLE"),
  );
});
