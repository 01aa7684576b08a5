import { expect, test } from "vitest";
import { standingOf } from "./site-standing.ts";

const now = 1_000_000;
const whole = {
  gateways: { online: 1, all: 1 },
  equipment: { online: 9, all: 9 },
  brokerLost: false,
  lastRead: now - 900,
};
const none = { online: 0, all: 1 };

test.each([
  [whole, "live", "live", "live"],
  [whole, "lost", "lost", "connectionLost"],
  [whole, "connecting", "unknown", "connecting"],
  [{ ...whole, lastRead: null }, "live", "unknown", "siteNoValueYet"],
  [{ ...whole, lastRead: now - 15_000 }, "live", "live", "live"],
  [{ ...whole, lastRead: now - 15_001 }, "live", "lost", "siteSilent"],
  [{ ...whole, equipment: { online: 8, all: 9 } }, "live", "part", "siteEquipmentMissing"],
  [{ ...whole, gateways: { online: 1, all: 2 } }, "live", "part", "siteGatewayMissing"],
  [{ ...whole, gateways: none }, "live", "lost", "siteOffline"],
  [{ ...whole, gateways: none, brokerLost: true }, "live", "lost", "brokerOffline"],
  [{ ...whole, gateways: none, brokerLost: true }, "lost", "lost", "connectionLost"],
  [{ ...whole, gateways: { online: 0, all: 0 } }, "live", "unknown", "siteNeverSeen"],
] as const)("%j, page %s: %s, %s", (site, connection, look, phrase) => {
  expect(standingOf(site, connection, now)).toEqual({ look, phrase });
});
