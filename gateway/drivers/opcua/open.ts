// Opening a connection: own certificate, what the server offers, whether it is trusted, channel, session,
// namespaces. Nothing weaker than demanded is ever tried. Loaded with the first OPC UA connection only.
import type { X509Certificate } from "node:crypto";
import { join } from "node:path";
import type { Connection, DriverIo } from "../../driver.ts";
import type { OpcUaAddress } from "./address.ts";
import { type ChannelSecurity, OpcUaClient } from "./client.ts";
import { OpcUaConnection } from "./connection.ts";
import type { OpcUaEndpoint } from "./endpoint.ts";
import { failureOf } from "./failure.ts";
import { learn } from "./learn.ts";
import { loadOpcUaLibrary, type OpcUaLibrary } from "./library.ts";
import { OpcUaLink } from "./link.ts";
import { checkLoginPause, forgetRefusals, rememberRefusal } from "./login-pause.ts";
import { demandedOffers, keepSafeTokens, type OfferedEndpoint } from "./offer.ts";
import { type OwnCertificate, ownCertificate } from "./own-certificate.ts";
import { checkTrust } from "./trust.ts";
import { userIdentity } from "./user-identity.ts";

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
  checkLoginPause(endpoint, io.clock);
  const library = await loadOpcUaLibrary();
  const pki = join(io.dataDir, "pki");
  const own = await ownCertificate(pki, library, io.clock);
  const opening = (): Opening => {
    const end = io.clock.monotonic() + endpoint.timeoutMs;
    return { library, endpoint, own, io, pki, left: () => end - io.clock.monotonic() };
  };
  const user = await userIdentity(endpoint, io.clock);
  const begin = opening();
  const server = endpoint.securityMode === "None" ? undefined : await discover(begin);
  const session = async (how: Opening) =>
    await using(how, securityOf(endpoint, server), async (client) => {
      await client.connect();
      // Over the channel itself, where nobody can have changed it.
      const offers: readonly OfferedEndpoint[] = await client.endpoints();
      keepSafeTokens(demandedOffers(offers, endpoint), endpoint);
      return { client, session: await client.createSession(library, user) };
    });
  const { client, session: first } = await session(begin).catch((error: unknown) => {
    // A further session that is refused says nothing of the account: the first one stands.
    rememberRefusal(endpoint, io.clock, error);
    throw error;
  });
  forgetRefusals(endpoint);
  const certificate = server === undefined ? {} : { certificate: server };
  const openSession = () => session(opening());
  const link = new OpcUaLink({
    library,
    client,
    session: first,
    openSession,
    endpoint,
    ...certificate,
    io,
  });
  try {
    await learn(link, io.clock.monotonic() + Math.max(0, begin.left()));
  } catch (cause) {
    await link.close();
    throw failureOf(cause, endpoint, own.file);
  }
  return new OpcUaConnection(link);
}

function securityOf(endpoint: OpcUaEndpoint, server: X509Certificate | undefined): ChannelSecurity {
  const security = { mode: endpoint.securityMode, policy: endpoint.securityPolicy };
  return server === undefined ? security : { ...security, server };
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
    pki,
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
