// What people type, understood or refused with a reason: connections and hosts.
import { expect, test } from "vitest";
import { targetsOfText } from "./commissioning-target.ts";
import { connectionOfText } from "./connection-text.ts";
import { hostsOfText } from "./host-list.ts";

test("a connection in one word", () => {
  expect(connectionOfText("modbus-tcp:192.168.10.20:1502")).toEqual({
    driver: "modbus-tcp",
    endpoint: { host: "192.168.10.20", port: 1502 },
  });
  expect(connectionOfText("modbus-tcp:plc.local").endpoint).toEqual({ host: "plc.local" });
  expect(connectionOfText("modbus-tcp:[fe80::1]:502").endpoint).toEqual({
    host: "fe80::1",
    port: 502,
  });
  expect(connectionOfText("modbus-rtu:/dev/ttyUSB0:19200:8E1")).toEqual({
    driver: "modbus-rtu",
    endpoint: { path: "/dev/ttyUSB0", baudRate: 19200, dataBits: 8, parity: "even", stopBits: 1 },
  });
  expect(
    connectionOfText("opc.tcp://10.0.0.1:4840/x", { mode: "Sign", policy: "P", trust: "t" }),
  ).toEqual({
    driver: "opcua",
    endpoint: {
      url: "opc.tcp://10.0.0.1:4840/x",
      securityMode: "Sign",
      securityPolicy: "P",
      trust: ["t"],
    },
  });
});

test.each([
  "192.168.10.20",
  "modbus-tcp:",
  "modbus-rtu:ttyUSB0",
  "modbus-rtu:/dev/ttyUSB0:9600:7N1",
  "http://x",
  "",
])("%s is no connection", (text) => {
  expect(() => connectionOfText(text)).toThrow(
    expect.objectContaining({ code: "GATEWAY_CONNECTION_TEXT" }),
  );
});

test("a security mode is never assumed, and a driver that is not there is named with those that are", () => {
  const options = { dataDir: "." };
  expect(() => targetsOfText("opc.tcp://10.0.0.1", {}, options)).toThrow(
    expect.objectContaining({ code: "GATEWAY_ENDPOINT_INVALID" }),
  );
  expect(() => targetsOfText("profibus:10.0.0.1", {}, options)).toThrow(
    expect.objectContaining({
      code: "GATEWAY_DRIVER_UNKNOWN",
      message: expect.stringContaining("modbus-tcp"),
    }),
  );
});

test("a serial line of unknown settings is tried in every combination that was named", () => {
  const { targets } = targetsOfText(
    "modbus-rtu:/dev/ttyUSB0",
    {},
    {
      dataDir: ".",
      bauds: [9600, 19200],
      parities: ["none", "even"],
    },
  );
  expect(targets.map(({ id }) => id)).toEqual([
    "modbus-rtu-9600-none",
    "modbus-rtu-9600-even",
    "modbus-rtu-19200-none",
    "modbus-rtu-19200-even",
  ]);
});

test("hosts: lists, spans and subnets without their first and last address", () => {
  expect(hostsOfText("192.168.10.5-7, plc.local,192.168.10.6")).toEqual([
    "192.168.10.5",
    "192.168.10.6",
    "192.168.10.7",
    "plc.local",
  ]);
  expect(hostsOfText("10.1.2.200/29")).toEqual(
    [201, 202, 203, 204, 205, 206].map((n) => `10.1.2.${n}`),
  );
  expect(hostsOfText("192.168.10.0/24")).toHaveLength(254);
  expect(hostsOfText("10.0.0.1/32")).toEqual(["10.0.0.1"]);
});

test.each([
  "10.0.0.0/16",
  "10.0.0.0/23",
  "10.0.0.300",
  "10.0.0.9-3",
  "10.0.0.0/24,10.0.1.0/24",
  "",
  "a b",
  "10.0.0",
])("%s is refused: nobody's whole network is searched", (text) => {
  expect(() => hostsOfText(text)).toThrow(expect.objectContaining({ code: "GATEWAY_HOSTS_TEXT" }));
});
