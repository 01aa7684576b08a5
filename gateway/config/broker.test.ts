import { expect, test } from "vitest";
import { GatewayError } from "../errors.ts";
import { certificatePem, foreignKeyPem, keyPem } from "../test-certificate.ts";
import { parseGatewayConfig } from "./config.ts";

const files: Readonly<Record<string, string>> = {
  "/gw/ca.pem": certificatePem,
  "/gw/own.pem": certificatePem,
  "/gw/own.key": keyPem,
  "/gw/foreign.key": foreignKeyPem,
  "/gw/text": "no PEM",
};

function config(broker: string) {
  const text = `
gateway: { id: g, site: s, data: d }
broker: ${broker}
connections: [{ id: c, driver: modbus-tcp, endpoint: { host: 127.0.0.1 } }]
equipment: [{ id: m, connection: c, template: sdm630, scanGroups: [{ id: f, intervalMs: 1000 }] }]
`;
  return parseGatewayConfig("/gw/gw.yaml", text, {}, (path) => {
    const found = files[path];
    if (found === undefined) throw new Error("ENOENT");
    return found;
  });
}

function problems(broker: string): string[] {
  try {
    config(broker);
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    expect(error.code).toBe("GATEWAY_CONFIG_INVALID");
    return error.message.split("\n").map((line) => line.replace(/^\/gw\/gw\.yaml:3: /, ""));
  }
  return [];
}

test("several servers in their order, MQTT 5 and a client certificate", () => {
  const { broker } = config(
    "{ servers: [mqtts://a, mqtts://b:8884], primaryHost: h, protocol: 5, tls: { ca: ca.pem, cert: own.pem, key: own.key } }",
  );
  expect(broker).toEqual({
    servers: ["mqtts://a", "mqtts://b:8884"],
    protocol: 5,
    primaryHost: "h",
    clientId: "s.g",
    keepAliveSeconds: 30,
    tls: { ca: certificatePem, cert: certificatePem, key: keyPem },
  });
});

test.each([
  ["no server", "{ primaryHost: h }", ["broker: "]],
  ["url beside servers", "{ url: mqtts://a, servers: [mqtts://b], primaryHost: h }", ["broker: "]],
  ["several without primaryHost", "{ servers: [mqtts://a, mqtts://b] }", ["broker.primaryHost: "]],
  ["one server twice", "{ servers: [mqtts://a, mqtts://a], primaryHost: h }", ["broker.servers: "]],
  ["an unknown protocol", "{ url: mqtts://a, protocol: 3 }", ["broker.protocol: "]],
  ["tls on plaintext", "{ url: mqtt://127.0.0.1, tls: { ca: ca.pem } }", ["broker.tls: "]],
  ["a certificate without key", "{ url: mqtts://a, tls: { cert: own.pem } }", ["broker.tls.key: "]],
  ["a key without certificate", "{ url: mqtts://a, tls: { key: own.key } }", ["broker.tls.cert: "]],
  [
    "a key of another certificate",
    "{ url: mqtts://a, tls: { cert: own.pem, key: foreign.key } }",
    ["broker.tls.key: "],
  ],
  [
    "everything at once",
    "{ servers: [mqtt://10.0.0.1, 'http://x', 'mqtts://u:p@y?rejectUnauthorized=false'], tls: { ca: text, cert: text, key: text } }",
    [
      "broker.servers[0]: ",
      "broker.servers[1]: ",
      "broker.servers[2]: ",
      "broker.servers[2]: ",
      "broker.primaryHost: ",
      "broker.tls.ca: ",
      "broker.tls.cert: ",
      "broker.tls.key: ",
    ],
  ],
])("%s is told, with line and path", (_, broker, paths) => {
  const told = problems(broker);
  expect(told.map((line) => line.slice(0, line.indexOf(": ") + 2)).toSorted()).toEqual(
    paths.toSorted(),
  );
  for (const line of told) expect(line).toMatch(/[一-鿿].* · .*[a-z]/);
});
