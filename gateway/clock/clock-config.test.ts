import { expect, test } from "vitest";
import { gatewayConfigSchema } from "../config/schema.ts";

const { clock: schema } = gatewayConfigSchema.shape;

test("nobody is asked unless it is configured", () => {
  expect(schema.parse(undefined)).toEqual({ ntp: [], ntpSeconds: 900, maxOffsetMs: 1_000 });
});

test.each([
  ["ntp.aliyun.com", { host: "ntp.aliyun.com", port: 123 }],
  ["10.0.0.5:1123", { host: "10.0.0.5", port: 1123 }],
  ["[fd00::5]", { host: "fd00::5", port: 123 }],
  ["[fd00::5]:1123", { host: "fd00::5", port: 1123 }],
])("%s", (text, server) => {
  expect(schema.parse({ ntp: [text] }).ntp).toEqual([server]);
});

test.each([
  [{ ntp: ["ntp://a"] }, "host or host:port"],
  [{ ntp: ["a:0"] }, "host or host:port"],
  [{ ntp: ["a:70000"] }, "host or host:port"],
  [{ ntp: [""] }, "host or host:port"],
  [{ ntpSeconds: 10 }, ">=64"],
  [{ maxOffsetMs: 1 }, ">=50"],
  [{ npt: [] }, "npt"],
])("%j is refused", (value, reason) => {
  expect(schema.safeParse(value).error?.message).toContain(reason);
});
