// How a site stands at this moment, in one word and its colour. The worst speaks, the page's own loss
// before any of the site's.
import type { SiteOverview } from "#contracts/api.ts";
import type { Connection } from "../../state/live-store.ts";
import type { Phrase } from "../../ui/dictionary.ts";

/** lost and part are abnormal; unknown is grey. */
export type Standing = {
  readonly look: "live" | "part" | "lost" | "unknown";
  readonly phrase: Phrase;
};

/** Without a new read for this long, something on the way is silent although its links stand, ms. */
export const silentAfterMs = 15_000;

export type SiteSeen = Pick<SiteOverview, "gateways" | "equipment"> & {
  /** The centre lost its broker: what it counts as offline is unknown. */
  readonly brokerLost: boolean;
  /** Newest read of any signal, ms UTC. */
  readonly lastRead: number | null;
};

/** @param now host time, ms UTC. */
export function standingOf(
  { gateways, equipment, brokerLost, lastRead }: SiteSeen,
  connection: Connection["state"],
  now: number | undefined,
): Standing {
  if (connection === "lost") return { look: "lost", phrase: "connectionLost" };
  if (brokerLost) return { look: "lost", phrase: "brokerOffline" };
  if (gateways.all === 0) return { look: "unknown", phrase: "siteNeverSeen" };
  if (gateways.online === 0) return { look: "lost", phrase: "siteOffline" };
  if (gateways.online < gateways.all) return { look: "part", phrase: "siteGatewayMissing" };
  if (connection === "connecting" || now === undefined) {
    return { look: "unknown", phrase: "connecting" };
  }
  if (lastRead === null) return { look: "unknown", phrase: "siteNoValueYet" };
  if (now - lastRead > silentAfterMs) return { look: "lost", phrase: "siteSilent" };
  if (equipment.online < equipment.all) return { look: "part", phrase: "siteEquipmentMissing" };
  return { look: "live", phrase: "live" };
}
