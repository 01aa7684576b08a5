import { expect, test } from "vitest";
import { GatewayError, type GatewayErrorCode } from "../errors.ts";
import { brokerError, droppedError, needsPerson } from "./broker-error.ts";
import { proving } from "./proves.ts";
import { type Outcome, ServerWalk } from "./server-walk.ts";

const proves = proving(test);

function walk(servers: string[], outcomes: Outcome[]): [string, number][] {
  const it = new ServerWalk(servers, () => 1);
  return outcomes.map((outcome) => {
    const wait = it.ended(outcome);
    return [it.url, wait];
  });
}

proves(
  ["operational-behavior-edge-node-termination-host-offline-reconnect"],
  "an offline host leads to the next server, round and round, ever more slowly",
  () => {
    expect(walk(["a", "b"], ["host-offline", "host-offline", "short", "host-offline"])).toEqual([
      ["b", 500],
      ["a", 500],
      ["b", 500],
      ["a", 1000],
    ]);
  },
);

test("one server is tried again and again, at most every 30 s; a good session begins anew", () => {
  const waits = walk(["a"], [...Array<Outcome>(8).fill("short"), "good", "short"]);
  expect(waits.map(([, ms]) => ms)).toEqual([
    500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 500, 500,
  ]);
});

test("a good session that broke off is taken up at the same server", () => {
  expect(walk(["a", "b"], ["short", "good"])).toEqual([
    ["b", 500],
    ["b", 500],
  ]);
});

test("what a person has to mend is tried once a minute, unless another server may work", () => {
  expect(walk(["a"], ["person", "person", "short"]).map(([, ms]) => ms)).toEqual([
    60_000, 60_000, 2000,
  ]);
  expect(walk(["a", "b"], ["person", "short"]).map(([, ms]) => ms)).toEqual([500, 500]);
});

test("the jitter lies in the upper half", () => {
  expect(new ServerWalk(["a"], () => 0).ended("short")).toBe(250);
});

const coded = (code: unknown, more: object = {}) => Object.assign(new Error("x"), { code }, more);

test.each<[string, unknown, GatewayErrorCode, boolean]>([
  ["CONNACK 1", coded(1), "GATEWAY_BROKER_PROTOCOL", true],
  ["CONNACK 2", coded(2), "GATEWAY_BROKER_CLIENT_ID", true],
  ["CONNACK 3", coded(3), "GATEWAY_BROKER_BUSY", false],
  ["CONNACK 4", coded(4), "GATEWAY_BROKER_CREDENTIALS", true],
  ["CONNACK 5", coded(5), "GATEWAY_BROKER_CREDENTIALS", true],
  ["CONNACK 0x86", coded(0x86), "GATEWAY_BROKER_CREDENTIALS", true],
  ["CONNACK 0x9c", coded(0x9c), "GATEWAY_BROKER_REFUSED", false],
  ["SUBACK 0x80", coded(0x80, { packet: {} }), "GATEWAY_BROKER_SUBSCRIPTION", true],
  ["unknown CA", coded("SELF_SIGNED_CERT_IN_CHAIN"), "GATEWAY_BROKER_UNTRUSTED", true],
  ["no chain", coded("UNABLE_TO_VERIFY_LEAF_SIGNATURE"), "GATEWAY_BROKER_UNTRUSTED", true],
  ["expired", coded("CERT_HAS_EXPIRED"), "GATEWAY_BROKER_CERTIFICATE_EXPIRED", true],
  // A clock that is behind mends itself by NTP.
  ["early", coded("CERT_NOT_YET_VALID"), "GATEWAY_BROKER_CERTIFICATE_EARLY", false],
  ["host name", coded("ERR_TLS_CERT_ALTNAME_INVALID"), "GATEWAY_BROKER_HOST_NAME", true],
  [
    "alert 116",
    coded("ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED"),
    "GATEWAY_BROKER_CLIENT_CERTIFICATE",
    true,
  ],
  ["no TLS port", coded("ERR_SSL_WRONG_VERSION_NUMBER"), "GATEWAY_BROKER_TLS", false],
  ["refused", coded("ECONNREFUSED"), "GATEWAY_BROKER_UNREACHABLE", false],
  ["silence", new Error("CONNECT: no answer"), "GATEWAY_BROKER_UNREACHABLE", false],
])("%s has a code and words of its own", (_, cause, code, person) => {
  const error = brokerError("mqtts://b:8883", cause);
  expect(error).toBeInstanceOf(GatewayError);
  expect(error.code).toBe(code);
  expect(error.message).toMatch(/mqtts:\/\/b:8883.*[一-鿿].* · .*[a-z]/s);
  expect(needsPerson(error)).toBe(person);
});

test("a DISCONNECT of MQTT 5 says why, with its reason code", () => {
  const taken = droppedError("mqtt://b", 0x8e, "");
  expect(taken.code).toBe("GATEWAY_BROKER_TAKEN_OVER");
  expect(taken.message).toContain("0x8e");
  expect(droppedError("mqtt://b", 0x98, "patch day").message).toContain("0x98 patch day");
});
