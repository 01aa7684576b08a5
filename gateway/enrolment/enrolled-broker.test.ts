import { expect, test } from "vitest";
import { parseGatewayConfig } from "../config/config.ts";
import { GatewayError } from "../errors.ts";
import type { StoredGrant } from "./stored-grant.ts";

const grant: StoredGrant = {
  format: "lineproof/grant/1",
  centre: "https://centre.example:8884",
  site: "s1",
  gateway: "gw1",
  log: "0".repeat(64),
  server: "mqtts://centre.example:8883",
  clientId: "s1.gw1",
  primaryHost: "bureau",
  ca: "CA",
  certificate: "CERTIFICATE",
  enrolledAt: 1,
};

function parse(
  broker: string,
  files: Readonly<Record<string, string>>,
  enrolment?: "needed" | "later",
) {
  const text = `
gateway: { id: gw1, site: s1, data: d }
broker: ${broker}
connections: [{ id: bus, driver: modbus-tcp, endpoint: { host: 127.0.0.1 } }]
equipment:
  - { id: zone1, connection: bus, unit: 11, template: e5cc, scanGroups: [{ id: fast, intervalMs: 1000 }] }
`;
  const read = (path: string) => {
    const found = files[path];
    if (found === undefined) throw new Error("ENOENT");
    return found;
  };
  return parseGatewayConfig("/etc/gw.yaml", text, {}, read, enrolment);
}

const stored = (changes: Partial<StoredGrant> = {}) => ({
  "/etc/d/enrolment/grant.json": JSON.stringify({ ...grant, ...changes }),
  "/etc/d/enrolment/client.key.pem": "KEY",
});

function refused(broker: string, files: Readonly<Record<string, string>>): string {
  try {
    parse(broker, files);
  } catch (error) {
    if (error instanceof GatewayError) return error.message;
    throw error;
  }
  throw new Error("it was taken");
}

test("where and as whom to connect stands in the grant", () => {
  expect(parse("{ enrolled: true, keepAliveSeconds: 60 }", stored()).broker).toEqual({
    servers: ["mqtts://centre.example:8883"],
    protocol: 4,
    clientId: "s1.gw1",
    enrolledLog: grant.log,
    primaryHost: "bureau",
    keepAliveSeconds: 60,
    tls: { ca: "CA", cert: "CERTIFICATE", key: "KEY" },
  });
});

test("what the grant decides is not written beside it", () => {
  const told = refused("{ enrolled: true, url: 'mqtts://x', password: { fromEnv: P } }", stored());
  expect(told).toMatch(/gw\.yaml:3: broker\.url: .*remove url/);
  expect(told).toMatch(/broker\.password: .*remove password/);
});

test("not enrolled, damaged, of another gateway: told with the mend", () => {
  expect(refused("{ enrolled: true }", {})).toContain("run lineproof gateway enrol");
  const damaged = { ...stored(), "/etc/d/enrolment/grant.json": "{" };
  expect(refused("{ enrolled: true }", damaged)).toContain("enrol again");
  expect(refused("{ enrolled: true }", stored({ gateway: "gw2" }))).toContain(
    "enrolled as s1/gw2, configured as s1/gw1",
  );
});

test("commissioning comes before enrolling, and then no server is known", () => {
  expect(parse("{ enrolled: true }", {}, "later").broker.servers).toEqual([]);
  expect(() => parse("{ enrolled: true, url: 'mqtts://x' }", {}, "later")).toThrow("remove url");
});
