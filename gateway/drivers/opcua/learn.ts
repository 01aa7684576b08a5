// What a server says of itself at the beginning of a session: namespaces, kind, limits.
import { linkLost } from "./failure.ts";
import { limitsOf, type SaidLimits } from "./limits.ts";
import type { OpcUaLink } from "./link.ts";
import { readNodes } from "./once.ts";
import type { ServerProfile } from "./profiles/profile.ts";
import { profileNamed, recogniseServer } from "./profiles/recognise.ts";
import type { ServerValue } from "./value.ts";

/** Server_NamespaceArray, Part 5 §6.3. */
export const namespaceArrayId = 2255;
/** BuildInfo, Part 5 §12.4. */
const buildInfo = { product: 2261, productUri: 2262, maker: 2263 } as const;
/** Server_ServerCapabilities and its OperationLimits, Part 5 §6.3.2 and §6.3.11. */
const capabilities: readonly (readonly [keyof SaidLimits, number])[] = [
  ["reads", 11_705],
  ["browses", 11_710],
  ["paths", 11_712],
  ["items", 11_714],
  ["itemsPerServer", 24_097],
  ["subscriptionsPerSession", 24_098],
  ["itemsPerSubscription", 24_104],
];

type Said = ServerValue | number | undefined;

/** Rejects when the link is lost or tells no namespaces. */
export async function learn(link: OpcUaLink, deadline: number): Promise<void> {
  const ids = [namespaceArrayId, ...Object.values(buildInfo), ...capabilities.map(([, id]) => id)];
  const nodes = ids.map((id) => link.library.makeNodeId(id, 0));
  const said = new Map<number, Said>();
  // The smallest request that any server must take: its limits are what is being asked. The rest goes in parts
  // that S7-1200 and the like take.
  (await readNodes(link, nodes, deadline)).forEach((value, i) => {
    const id = ids[i];
    if (id !== undefined) said.set(id, value);
  });
  const profile = profileOf(link, said);
  const limits = Object.fromEntries(
    capabilities.map(([key, id]) => [key, numberIn(said.get(id))]),
  ) as SaidLimits;
  link.learn(namespacesIn(link, said.get(namespaceArrayId)), {
    ...limitsOf(profile.limits, limits),
    ...(link.endpoint.maxSessions === undefined ? {} : { sessions: link.endpoint.maxSessions }),
  });
  link.io.log(
    `服务器按 ${profile.id} 对待 · server is treated as ${profile.id} (${profile.name}): ${shown(link.limits)}`,
  );
}

/** As URIs in the order of the server's table. */
export function namespacesIn(link: OpcUaLink, said: Said): readonly string[] {
  const uris = valueIn(said);
  if (!Array.isArray(uris) || !uris.every((uri) => typeof uri === "string")) {
    throw linkLost(link.endpoint, "the server tells no NamespaceArray");
  }
  return uris;
}

function profileOf(link: OpcUaLink, said: ReadonlyMap<number, Said>): ServerProfile {
  const fixed =
    link.endpoint.profile === undefined ? undefined : profileNamed(link.endpoint.profile);
  const text = (id: number) => {
    const value = valueIn(said.get(id));
    return typeof value === "string" ? value : "";
  };
  return (
    fixed ??
    recogniseServer({
      maker: text(buildInfo.maker),
      product: text(buildInfo.product),
      productUri: text(buildInfo.productUri),
    })
  );
}

function valueIn(said: Said): unknown {
  return typeof said === "object" ? said.value?.value : undefined;
}

function numberIn(said: Said): number | undefined {
  const value = valueIn(said);
  return typeof value === "number" ? value : undefined;
}

function shown({ items, itemsPerSubscription, itemsPerServer, sessions }: OpcUaLink["limits"]) {
  const total = Number.isFinite(itemsPerServer) ? `, ${itemsPerServer} in all` : "";
  return `${items} items a request, ${itemsPerSubscription} a subscription${total}, ${sessions} sessions`;
}
