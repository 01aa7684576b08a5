// Opening a connection: own certificate, what the server offers, whether it is trusted, channel, session,
// namespaces. Nothing weaker than demanded is ever tried. Loaded with the first OPC UA connection only.
import type { X509Certificate } from "node:crypto";
import { join } from "node:path";
import type { Connection, DriverIo, Plan } from "../driver.ts";
import type { OpcUaAddress } from "./opcua-address.ts";
import { type ChannelSecurity, OpcUaClient } from "./opcua-client.ts";
import type { OpcUaEndpoint } from "./opcua-endpoint.ts";
import { failureOf, linkLost } from "./opcua-failure.ts";
import { loadOpcUaLibrary, type OpcUaLibrary } from "./opcua-library.ts";
import { OpcUaLink } from "./opcua-link.ts";
import { demandedOffers, keepSafeTokens, type OfferedEndpoint } from "./opcua-offer.ts";
import { OpcUaOncePlan, readNodes } from "./opcua-once.ts";
import { type OwnCertificate, ownCertificate } from "./opcua-own-certificate.ts";
import { OpcUaScanPlan } from "./opcua-scan-plan.ts";
import { checkTrust, fingerprintOf } from "./opcua-trust.ts";
import type { ServerValue } from "./opcua-value.ts";

/** Requests of this many items where the server names no limit of its own. */
const defaultLimit = 1_000;

type Opening = {
  readonly library: OpcUaLibrary;
  readonly endpoint: OpcUaEndpoint;
  readonly own: OwnCertificate;
  readonly io: DriverIo;
  readonly pki: string;
  /** ms left of the time to connect. */
  readonly left: () => number;
};

export async function openOpcUa(
  endpoint: OpcUaEndpoint,
  io: DriverIo,
): Promise<Connection<OpcUaAddress>> {
  const library = await loadOpcUaLibrary();
  const pki = join(io.dataDir, "pki");
  const own = await ownCertificate(pki, library, io.clock);
  const end = io.clock.monotonic() + endpoint.timeoutMs;
  const left = () => end - io.clock.monotonic();
  const opening: Opening = { library, endpoint, own, io, pki, left };
  const server = endpoint.securityMode === "None" ? undefined : await discover(opening);
  const security = { mode: endpoint.securityMode, policy: endpoint.securityPolicy };
  return await using(
    opening,
    server === undefined ? security : { ...security, server },
    async (client) => {
      await client.connect();
      // Over the channel itself, where nobody can have changed it.
      const offers: readonly OfferedEndpoint[] = await client.endpoints();
      keepSafeTokens(demandedOffers(offers, endpoint), endpoint);
      const session = await client.createSession(library);
      const certificate = server === undefined ? {} : { certificate: server };
      const link = new OpcUaLink({ library, client, session, endpoint, ...certificate, io });
      await learn(link, end);
      return new OpcUaConnection(link);
    },
  );
}

/** The certificate of the demanded endpoint, trusted and valid. Asked without security: nothing is told there. */
async function discover(opening: Opening): Promise<X509Certificate> {
  const { endpoint, io, pki } = opening;
  const offers = await using(opening, { mode: "None", policy: "None" }, async (client) => {
    await client.connect();
    const offered: readonly OfferedEndpoint[] = await client.endpoints();
    await client.close(true);
    return demandedOffers(offered, endpoint);
  });
  return await checkTrust({
    url: endpoint.url,
    sent: offers[0]?.serverCertificate ?? new Uint8Array(),
    trust: endpoint.trust,
    rejectedDir: join(pki, "rejected"),
    clock: io.clock,
  });
}

/** Work with a client that is closed when the work fails. */
async function using<T>(
  { library, endpoint, own, left }: Opening,
  security: ChannelSecurity,
  work: (client: OpcUaClient) => Promise<T>,
): Promise<T> {
  const client = new OpcUaClient(library, endpoint, own, security, left);
  try {
    return await work(client);
  } catch (cause) {
    await client.close(false);
    throw failureOf(cause, endpoint, own.file);
  }
}

/** Server_NamespaceArray and operation limits, Part 5 §6.3. */
const learnt = [2255, 11_705, 11_712, 11_714] as const;

async function learn(link: OpcUaLink, end: number): Promise<void> {
  const nodes = learnt.map((id) => link.library.makeNodeId(id, 0));
  // One by one: the server's limits are what is being asked.
  const [namespaces, reads, paths, items] = await readNodes(link, nodes, end);
  const uris = typeof namespaces === "object" ? namespaces.value?.value : undefined;
  if (!Array.isArray(uris) || !uris.every((uri) => typeof uri === "string")) {
    throw linkLost(link.endpoint, "the server tells no NamespaceArray");
  }
  link.learn(uris, { reads: limitOf(reads), paths: limitOf(paths), items: limitOf(items) });
}

function limitOf(said: ServerValue | number | undefined): number {
  const value = typeof said === "object" ? said.value?.value : undefined;
  return typeof value === "number" && value > 0 ? Math.min(value, defaultLimit) : defaultLimit;
}

/** BuildInfo, Part 5 §12.4. */
const buildInfo = [
  ["maker", 2263],
  ["product", 2261],
  ["firmware", 2264],
] as const;

class OpcUaConnection implements Connection<OpcUaAddress> {
  readonly #link: OpcUaLink;

  constructor(link: OpcUaLink) {
    this.#link = link;
  }

  plan(addresses: readonly OpcUaAddress[], intervalMs: number): Plan {
    return intervalMs > 0
      ? new OpcUaScanPlan(this.#link, addresses, intervalMs)
      : new OpcUaOncePlan(this.#link, addresses);
  }

  async identify(): Promise<readonly (readonly [string, string])[]> {
    const link = this.#link;
    const nodes = buildInfo.map(([, id]) => link.library.makeNodeId(id, 0));
    const values = await readNodes(link, nodes, link.deadline());
    const said: [string, string][] = [];
    // Without a secured channel nobody has proven to hold the certificate's key.
    if (link.certificate !== undefined) said.push(["certificate", fingerprintOf(link.certificate)]);
    buildInfo.forEach(([key], i) => {
      const value = values[i];
      const text = typeof value === "object" ? value.value?.value : undefined;
      if (typeof text === "string" && text.trim() !== "") said.push([key, text.trim()]);
    });
    return said;
  }

  close(): Promise<void> {
    return this.#link.close();
  }
}
