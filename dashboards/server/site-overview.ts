// One site as a list shows it: what is connected, what was lost, and where its items stand. Counted against the
// line model: what is declared and never came counts as absent.
import type { ItemSummary, SiteOverview, SiteVerdicts } from "#contracts/api.ts";
import type { Equipment, LineModel } from "#contracts/line-model.ts";
import type { LinkState, LiveReader } from "#contracts/live.ts";
import { itemMust } from "#contracts/must-counts.ts";
import type { Policy } from "#contracts/policy.ts";

export type PolicyHead = SiteOverview["policy"];

export function policyHead({ id, watermark, adoption }: Policy): PolicyHead {
  return { id, adoption, ...(watermark === undefined ? {} : { watermark }) };
}

/** Every item but the gates: an item that others require holds for them and is no aim of its own. */
export function itemSummaries({ policy, items }: SiteVerdicts): ItemSummary[] {
  const gates = new Set(policy.items.flatMap(({ requires }) => requires));
  const names = new Map(policy.items.map(({ id, name }) => [id, name]));
  return items
    .filter(({ item }) => !gates.has(item))
    .map((verdict) => ({
      item: verdict.item,
      subject: verdict.subject,
      state: verdict.state,
      name: names.get(verdict.item) ?? { zh: verdict.item, en: verdict.item },
      must: itemMust(verdict),
    }));
}

function gatewaysOf(equipment: readonly Equipment[]): Set<string> {
  return new Set(equipment.flatMap(({ signals }) => signals.map(({ gateway }) => gateway)));
}

/** Whether each gateway that reads signals of this equipment has it online. */
function isConnected(equipment: Equipment, links: ReadonlyMap<string, LinkState>): boolean {
  const gateways = [...gatewaysOf([equipment])];
  return (
    gateways.length > 0 &&
    gateways.every((gateway) => {
      const link = links.get(gateway);
      const device = link?.devices.find((each) => each.equipment === equipment.id);
      return link?.online === true && device?.online === true;
    })
  );
}

function lastReadTime(reader: LiveReader, site: string): number | null {
  let newest: number | null = null;
  for (const { readTime } of reader.lastValues(site)) {
    if (newest === null || readTime > newest) newest = readTime;
  }
  return newest;
}

/** @param judged what the default policy finds, or its head alone when that is not known in time. */
export function siteOverview(
  model: LineModel,
  reader: LiveReader,
  judged: SiteVerdicts | PolicyHead,
): SiteOverview {
  const { site, firm, lines } = model;
  const equipment = lines.flatMap((line) => line.equipment);
  const links = new Map(reader.links(site.id).map((link) => [link.gateway, link]));
  const gateways = [...gatewaysOf(equipment)];
  const connected = gateways.filter((gateway) => links.get(gateway)?.online === true);
  return {
    id: site.id,
    name: site.name,
    firm: firm.name,
    cluster: site.cluster,
    profiles: lines.map((line) => line.profile),
    simulated: site.simulated,
    online: gateways.length > 0 && connected.length === gateways.length,
    gateways: { online: connected.length, all: gateways.length },
    equipment: {
      online: equipment.filter((each) => isConnected(each, links)).length,
      all: equipment.length,
    },
    lastReadTime: lastReadTime(reader, site.id),
    lost: reader.ledger(site.id).reduce((sum, log) => sum + log.gaps + log.hostGaps, 0),
    ...("items" in judged
      ? { policy: policyHead(judged.policy), items: itemSummaries(judged) }
      : { policy: judged, items: null }),
  };
}
