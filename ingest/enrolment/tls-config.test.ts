import { expect, test } from "vitest";
import { checkIngestConfig } from "../config.ts";

const sources = { env: {}, readText: () => "" };

function embedded(embedded: object) {
  const raw = { data: "d", broker: { embedded }, sites: [{ lineModel: "m.yaml" }] };
  const { broker } = checkIngestConfig("/etc/serve.yaml", raw, sources);
  return broker;
}

test("listeners stay on loopback unless written; gateways that enrol need no password here", () => {
  expect(embedded({ tls: { hosts: ["centre.example"] } })).toEqual({
    kind: "embedded",
    host: "127.0.0.1",
    port: 1883,
    credentials: [],
    tls: { host: "127.0.0.1", port: 8883, enrolmentPort: 8884, hosts: ["centre.example"] },
  });
});

test.each(["centre.example", "PC-7", "192.168.1.5", "fd00::5"])("a host may be %s", (host) => {
  expect(embedded({ tls: { hosts: [host] } })).toMatchObject({ tls: { hosts: [host] } });
});

test.each(["https://x", "x:8883", "a b", "", "-x", "x-", "*.example", "x/y"])(
  "a host is not %s",
  (host) => {
    expect(() => embedded({ tls: { hosts: [host] } })).toThrow(/tls\.hosts\[0\]/);
  },
);

test("TLS does not lift the plaintext listener off loopback", () => {
  const both = { host: "0.0.0.0", tls: { host: "0.0.0.0", hosts: ["x"] } };
  expect(() => embedded(both)).toThrow(/embedded\.host: .*plaintext: loopback only/);
});

test("without a host there is no certificate", () => {
  expect(() => embedded({ tls: { hosts: [] } })).toThrow(/at least one name/);
});
