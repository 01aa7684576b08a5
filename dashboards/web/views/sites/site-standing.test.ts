import { expect, test } from "vitest";
import { standingOf } from "./site-standing.ts";

const whole = { gateways: { online: 1, all: 1 }, equipment: { online: 9, all: 9 } };
const now = 1_000_000;

test.each([
  [whole, "live", now - 900, "live", "live"],
  [whole, "lost", now - 900, "lost", "connectionLost"],
  [whole, "connecting", now - 900, "unknown", "connecting"],
  [whole, "live", null, "unknown", "siteNoValueYet"],
  [whole, "live", now - 15_000, "live", "live"],
  [whole, "live", now - 15_001, "lost", "siteSilent"],
  [{ ...whole, equipment: { online: 8, all: 9 } }, "live", now, "part", "siteEquipmentMissing"],
  [{ ...whole, gateways: { online: 1, all: 2 } }, "live", now, "part", "siteGatewayMissing"],
  [{ ...whole, gateways: { online: 0, all: 1 } }, "live", now, "lost", "siteOffline"],
  [{ ...whole, gateways: { online: 0, all: 0 } }, "live", now, "unknown", "siteNeverSeen"],
] as const)("%j, page %s, read at %s: %s, %s", (site, connection, lastRead, look, phrase) => {
  expect(standingOf(site, connection, lastRead, now)).toEqual({ look, phrase });
});
