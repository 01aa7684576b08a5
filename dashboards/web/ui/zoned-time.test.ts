import { expect, test } from "vitest";
import {
  formatClock,
  formatDateTime,
  formatMoment,
  formatWindow,
  zoneOffsetMs,
} from "./zoned-time.ts";

const hour = 3_600_000;
const evening = Date.UTC(2026, 2, 2, 15, 59, 58);

test("times stand in the site's zone, wherever the browser is", () => {
  expect(formatClock(evening, "Asia/Shanghai")).toBe("23:59:58");
  expect(formatDateTime(evening + 2000, "Asia/Shanghai")).toBe("2026-03-03 00:00");
  expect(formatClock(evening, "UTC")).toBe("15:59:58");
  expect(formatMoment(evening + 45, "Asia/Shanghai")).toBe("2026-03-02 23:59:58.045");
});

test("a window repeats the date only when it changes", () => {
  expect(formatWindow(evening - hour, evening, "Asia/Shanghai")).toBe("2026-03-02 22:59 – 23:59");
  expect(formatWindow(evening, evening + hour, "Asia/Shanghai")).toBe(
    "2026-03-02 23:59 – 2026-03-03 00:59",
  );
});

test("the offset is the zone's at that instant", () => {
  expect(zoneOffsetMs(evening + 123, "Asia/Shanghai")).toBe(8 * hour);
  expect(zoneOffsetMs(Date.UTC(2026, 0, 1), "America/New_York")).toBe(-5 * hour);
  expect(zoneOffsetMs(Date.UTC(2026, 6, 1), "America/New_York")).toBe(-4 * hour);
});
