import { expect, test } from "vitest";
import { readSntpAnswer, sntpRequest } from "./sntp-packet.ts";

/**
 * An answer packed field by field after RFC 5905 figure 8 by Python's struct: LI 0, version 4, mode 4, stratum 2,
 * poll 6, precision −23, reference 192.53.103.108; receive time 2023-11-09 12:00:00.25 UTC, which is 0xe8f74840
 * seconds after 1900 by `date -u -d 2023-11-09T12:00 +%s` and 2208988800 (RFC 5905 figure 4), transmit time .5.
 */
const answer = Uint8Array.from(
  Buffer.from(
    "240206e90000023f000003f6c035676ce8f74800000000000102030405060708e8f7484040000000e8f7484080000000",
    "hex",
  ),
);
const cookie = answer.slice(24, 32);

function changed(at: number, ...bytes: number[]): Uint8Array {
  const packet = answer.slice();
  packet.set(bytes, at);
  return packet;
}

test("a request is 48 bytes, version 4, mode 3, and tells nothing but the cookie", () => {
  const packet = sntpRequest(cookie);
  expect(Buffer.from(packet).toString("hex")).toBe(`23${"00".repeat(39)}0102030405060708`);
});

test("an answer's receive and transmit times, to the millisecond", () => {
  const noon = Date.UTC(2023, 10, 9, 12);
  expect(readSntpAnswer(answer, cookie)).toEqual({
    kind: "time",
    received: noon + 250,
    sent: noon + 500,
    stratum: 2,
  });
});

test("times before 2020 belong to the era that begins on 2036-02-07 06:28:16", () => {
  const read = readSntpAnswer(changed(32, 0, 0, 0, 0, 0, 0, 0, 0), cookie);
  expect(read).toMatchObject({ kind: "time", received: Date.UTC(2036, 1, 7, 6, 28, 16) });
  const now = readSntpAnswer(changed(32, 0xee, 0, 0, 0, 0x80, 0, 0, 0), cookie);
  expect(now).toMatchObject({ kind: "time", received: (0xee000000 - 2_208_988_800) * 1000 + 500 });
});

test.each([
  ["47 bytes", answer.subarray(0, 47), "47 bytes"],
  ["a client's packet", changed(0, 0x23), "mode 3"],
  ["a broadcast", changed(0, 0x25), "mode 5"],
  ["a forged originate time", changed(24, 9), "another request"],
  ["a server without time", changed(0, 0xe4), "not synchronised"],
  ["stratum 16", changed(1, 16), "not synchronised"],
  ["a root dispersion of 20 s", changed(8, 0, 20, 0, 0), "from its source"],
  ["a zero transmit time", changed(40, 0, 0, 0, 0, 0, 0, 0, 0), "no time"],
])("%s is refused", (_, packet, reason) => {
  expect(readSntpAnswer(packet, cookie)).toMatchObject({
    kind: "refused",
    reason: expect.stringContaining(reason),
  });
});

test("a kiss-o'-death is stratum 0 with its code, and counts only for our own request", () => {
  const kiss = changed(12, ...Buffer.from("RATE"));
  kiss[1] = 0;
  expect(readSntpAnswer(kiss, cookie)).toEqual({ kind: "kiss", code: "RATE" });
  expect(readSntpAnswer(kiss, new Uint8Array(8))).toMatchObject({ kind: "refused" });
});
