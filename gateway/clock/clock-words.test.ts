import { expect, test } from "vitest";
import { clockWarning } from "./clock-words.ts";

const host = (offsetMs: number) => ({ reference: "host", offsetMs }) as const;
const ntp = (offsetMs: number) => ({ reference: "ntp", offsetMs }) as const;

test("nothing is said within the limit, or before anybody has spoken", () => {
  expect(clockWarning([], 1000, false)).toBeUndefined();
  expect(clockWarning([host(1000), ntp(-1000)], 1000, false)).toBeUndefined();
});

test("both sources are named, with direction and size", () => {
  expect(clockWarning([host(-3200), ntp(-3100)], 1000, null)).toBe(
    "网关时钟比中心慢 3.2 s,比NTP慢 3.1 s:请校准本机时间 · The gateway's clock is 3.2 s behind the centre, 3.1 s behind NTP: set this machine's clock.",
  );
});

test("sources that disagree do not blame the gateway; a system that knows is quoted", () => {
  expect(clockWarning([host(7_200_000), ntp(4)], 1000, false)).toMatch(
    /2\.0 h ahead of the centre, 0\.0 s ahead of NTP: the two sources disagree.*set-ntp true/,
  );
});

test("a dead BIOS clock is wrong by days", () => {
  expect(clockWarning([ntp(-9_000 * 86_400_000)], 1000, null)).toContain("9000 d behind NTP");
});
