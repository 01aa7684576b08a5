import { beforeEach, expect, test } from "vitest";
import { ManualClock } from "#contracts/time.ts";
import { type GatewayConfig, parseGatewayConfig } from "../config/config.ts";
import { Secret } from "../config/secret.ts";
import type { DeclaredEquipment } from "../declared.ts";
import { GatewayError } from "../errors.ts";
import type { PollChange } from "../poll/poller.ts";
import { Reloader } from "./reloader.ts";
import { isSame } from "./same-settings.ts";

type Parts = {
  gateway?: string;
  broker?: string;
  more?: string;
  hostB?: string;
  equipment?: readonly string[];
};

const press =
  "{ id: press, connection: a, unit: 1, template: sdm630, scanGroups: [{ id: fast, intervalMs: 500 }] }";
const saw =
  "{ id: saw, connection: b, unit: 1, template: e5cc, scanGroups: [{ id: fast, intervalMs: 500 }] }";
const drill = saw.replace("id: saw", "id: drill").replace("connection: b", "connection: a");

function config({
  gateway = "g",
  broker = "127.0.0.1",
  more = "",
  hostB = "10.0.0.2",
  equipment = [press, saw],
}: Parts = {}): GatewayConfig {
  return parseGatewayConfig(
    "/x/gw.yaml",
    `gateway: { id: ${gateway}, site: s, data: data }
broker: { url: "mqtt://${broker}:1883" }
${more}
connections:
  - { id: a, driver: modbus-tcp, endpoint: { host: 10.0.0.1 } }
  - { id: b, driver: modbus-tcp, endpoint: { host: ${hostB} } }
equipment:
${equipment.map((line) => `  - ${line}`).join("\n")}
`,
    {},
  );
}

let next: () => GatewayConfig;
let changes: PollChange[];
let declarations: (readonly DeclaredEquipment[])[];
let lines: string[];

function reloader(from = config()): Reloader {
  return new Reloader({
    config: from,
    load: () => next(),
    edge: { redeclare: (declared) => declarations.push(declared) },
    poller: { change: (change) => changes.push(change) },
    clock: new ManualClock(5),
    log: (line) => lines.push(line),
  });
}

beforeEach(() => {
  next = config;
  changes = [];
  declarations = [];
  lines = [];
});

test("the same file changes nothing", () => {
  const result = reloader().reload();
  expect(result).toMatchObject({
    redeclared: false,
    equipment: { added: [], changed: [], removed: [] },
  });
  expect(declarations).toEqual([]);
  expect([...(changes[0]?.equipment ?? []), ...(changes[0]?.connections ?? [])]).toEqual([]);
});

test("an endpoint that changes begins anew with its equipment, and nothing is declared anew", () => {
  next = () => config({ hostB: "10.0.0.9" });
  const result = reloader().reload();
  expect(result).toMatchObject({
    redeclared: false,
    connections: { changed: ["b"] },
    equipment: { added: [], changed: ["saw"], removed: [] },
  });
  expect([...(changes[0]?.equipment ?? [])]).toEqual(["saw"]);
});

test("equipment that comes, changes and goes is declared before it is polled", () => {
  next = () => config({ equipment: [press.replace("500", "250"), drill] });
  const running = reloader();
  const result = running.reload();
  expect(result).toMatchObject({
    redeclared: true,
    equipment: { added: ["drill"], changed: ["press"], removed: ["saw"] },
  });
  expect(declarations.map((all) => all.map(({ equipment }) => equipment))).toEqual([
    ["press", "drill"],
  ]);
  expect(running.status).toEqual({ count: 1, lastAt: 5, lastError: null });
  expect(running.config).toBe(changes[0]?.to);
});

test.each([
  ["gateway.id", { gateway: "h" }],
  ["broker", { broker: "localhost" }],
  ["checkpointSeconds", { more: "checkpointSeconds: 11" }],
  ["local", { more: "local: false" }],
  ["outbox", { more: "outbox: { commitMs: 7 }" }],
] as const)("%s needs a restart, and nothing else is taken either", (part, change) => {
  next = () => config({ ...change, equipment: [press] });
  const running = reloader();
  expect(() => running.reload()).toThrow(
    expect.objectContaining({ code: "GATEWAY_RELOAD_RESTART_NEEDED" }),
  );
  expect([changes, declarations]).toEqual([[], []]);
  expect(running.status.lastError).toContain(part);
  expect(lines[0]).toContain("[GATEWAY_RELOAD_RESTART_NEEDED]");
});

test("a file that is wrong, or an edge that refuses, leaves all as it was", () => {
  const before = config();
  const running = reloader(before);
  next = () => config({ equipment: [press.replace("sdm630", "nothing")] });
  expect(() => running.reload()).toThrow(
    expect.objectContaining({ code: "GATEWAY_CONFIG_INVALID" }),
  );
  expect([running.config === before, changes]).toEqual([true, []]);
  const refusing = new Reloader({
    config: before,
    load: () => config({ equipment: [press, drill] }),
    edge: {
      redeclare: () => {
        throw new GatewayError("GATEWAY_SPARKPLUG_ID", "no");
      },
    },
    poller: { change: (change) => changes.push(change) },
    clock: new ManualClock(0),
    log: () => undefined,
  });
  expect(() => refusing.reload()).toThrow(
    expect.objectContaining({ code: "GATEWAY_SPARKPLUG_ID" }),
  );
  expect([refusing.config === before, changes]).toEqual([true, []]);
});

test("without a file there is nothing to read again", () => {
  const running = new Reloader({
    config: config(),
    load: undefined,
    edge: { redeclare: () => undefined },
    poller: { change: () => undefined },
    clock: new ManualClock(0),
    log: () => undefined,
  });
  expect(() => running.reload()).toThrow(
    expect.objectContaining({ code: "GATEWAY_RELOAD_UNAVAILABLE" }),
  );
});

test("another password is another setting, though it shows nowhere", () => {
  const user = (text: string) => ({ user: { name: "gw", password: new Secret(text) } });
  expect(isSame(user("a"), user("a"))).toBe(true);
  expect(isSame(user("a"), user("b"))).toBe(false);
  expect(isSame([1, { a: 2 }], [1, { a: 2 }])).toBe(true);
  expect(isSame({ a: undefined }, {})).toBe(false);
  expect(isSame([], {})).toBe(false);
});
