import { expect, test } from "vitest";
import { packetOf, recognise, writtenPacket } from "./dtu-registration.ts";
import { beginsIdlePacket, withoutIdlePackets } from "./idle-packets.ts";

test("a packet is text, or hex: and bytes; what is written can be read again", () => {
  expect(packetOf("DTU-1")).toEqual(Buffer.from("DTU-1"));
  expect(packetOf("hex: 01 aB")).toEqual(Buffer.of(1, 0xab));
  expect(packetOf("厂区一")?.length).toBe(9);
  for (const wrong of ["", "hex:", "hex:1", "hex:0g", "hex:01 2"]) {
    expect(packetOf(wrong)).toBeUndefined();
  }
  expect(writtenPacket(Buffer.of(1, 0xab))).toBe("hex:01 AB");
  expect(packetOf(writtenPacket(Buffer.of(1, 0xab)))).toEqual(Buffer.of(1, 0xab));
});

test("the longest registration is known, unless a longer one may still be coming", () => {
  const all = ["DTU1", "DTU12", "X"].map((text) => Buffer.from(text));
  const found = (text: string) => {
    const { known, coming } = recognise(Buffer.from(text), all);
    return [known?.toString(), coming];
  };
  expect(found("D")).toEqual([undefined, true]);
  expect(found("DTU1")).toEqual(["DTU1", true]);
  expect(found("DTU12")).toEqual(["DTU12", false]);
  expect(found("DTU1\r\n")).toEqual(["DTU1", false]);
  expect(found("Y")).toEqual([undefined, false]);
});

test("idle packets at the beginning: whole, coming, or none", () => {
  const packets = [Buffer.from("AB"), Buffer.from("ABCD")];
  expect(beginsIdlePacket(Buffer.from("ABCDE"), packets)).toBe(4);
  expect(beginsIdlePacket(Buffer.from("ABC"), packets)).toBe(2);
  expect(beginsIdlePacket(Buffer.from("A"), packets)).toBeGreaterThan(1);
  expect(beginsIdlePacket(Buffer.from("BA"), packets)).toBeUndefined();
  expect(beginsIdlePacket(Buffer.alloc(0), packets)).toBeUndefined();
  expect(withoutIdlePackets(Buffer.from("ABABCDABX"), packets).toString()).toBe("X");
});
