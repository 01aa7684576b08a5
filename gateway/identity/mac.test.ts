import { expect, test } from "vitest";
import { hostOf, macIn, peerMac } from "./mac.ts";

/** As Linux prints it; incomplete and not Ethernet among them. */
const table = `IP address       HW type     Flags       HW address            Mask     Device
192.168.10.20    0x1         0x2         00:30:DE:0a:0b:0c     *        eth0
192.168.10.21    0x1         0x0         00:00:00:00:00:00     *        eth0
192.168.10.22    0x20        0x2         00:30:de:0a:0b:0d     *        ib0
192.168.10.23    0x1         0x6         00:30:de:0a:0b:0e     *        eth0
`;

test("only a complete Ethernet entry of this very address counts", () => {
  const found = [".2", ".20", ".21", ".22", ".23", ".200"].map((end) =>
    macIn(table, `192.168.10${end}`),
  );
  expect(found).toEqual([
    undefined,
    "00:30:de:0a:0b:0c",
    undefined,
    undefined,
    "00:30:de:0a:0b:0e",
    undefined,
  ]);
});

test("the peer's host stands in host or url; who dials in or has a wire has none", () => {
  expect(hostOf({ host: "192.168.10.20", port: 502 })).toBe("192.168.10.20");
  expect(hostOf({ url: "opc.tcp://192.168.10.30:4840/x" })).toBe("192.168.10.30");
  expect(hostOf({ path: "/dev/ttyUSB0" })).toBeUndefined();
  expect(hostOf(null)).toBeUndefined();
});

test("loopback has no MAC", async () => {
  expect(await peerMac({ host: "127.0.0.1" })).toBeUndefined();
});
