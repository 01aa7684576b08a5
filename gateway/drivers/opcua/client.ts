// One client of the library, tamed: no reconnection of its own, every step bounded, and a close after which
// no socket and no timer is left, whatever the server does.
import { createPrivateKey, type X509Certificate } from "node:crypto";
import type {
  ClientSecureChannelLayer,
  ClientSession,
  OPCUAClient,
  UserIdentityInfo,
} from "node-opcua-client";
import { bounded, settled } from "../bounded.ts";
import type { OpcUaEndpoint, SecurityModeName } from "./endpoint.ts";
import { linkTimeout } from "./failure.ts";
import type { OpcUaLibrary } from "./library.ts";
import type { OwnCertificate } from "./own-certificate.ts";
import { type ReadingSession, readingSession } from "./reading-session.ts";
import { underGuard } from "./socket-guard.ts";
import type { UserIdentity } from "./user-identity.ts";

/** A server that asks for a session gets this long to say good-bye. */
const farewellMs = 500;
/** Small controllers have ten sessions: one that was cut off must not hold its own for long. */
const sessionTimeoutMs = 30_000;
/** Three quarters of the ten minutes that the library asks for; earlier where the server grants less. */
const longestTokenMs = 450_000;
/** Longer than any limit of ours: the library must never be the one that gives up waiting. */
const libraryTimeoutMs = 3_600_000;

export type ChannelSecurity = {
  readonly mode: SecurityModeName;
  readonly policy: OpcUaEndpoint["securityPolicy"];
  /** Checked and trusted; with mode None there is none. */
  readonly server?: X509Certificate;
};

function identityOf(library: OpcUaLibrary, user: UserIdentity): UserIdentityInfo {
  const { Anonymous, Certificate, UserName } = library.UserTokenType;
  if (user.kind === "anonymous") return { type: Anonymous };
  if (user.kind === "password") {
    return { type: UserName, userName: user.name, password: user.password.reveal() };
  }
  return { type: Certificate, certificateData: user.certificate.raw, privateKey: user.keyPem };
}

export class OpcUaClient {
  readonly #client: OPCUAClient;
  readonly #endpoint: OpcUaEndpoint;
  readonly #channels = new Set<ClientSecureChannelLayer>();
  /** ms left of the time to connect. */
  readonly #left: () => number;
  #session: ClientSession | undefined;
  #closing: Promise<void> | undefined;
  #broken: (reason: string) => void = () => undefined;

  constructor(
    library: OpcUaLibrary,
    endpoint: OpcUaEndpoint,
    own: OwnCertificate,
    security: ChannelSecurity,
    left: () => number,
  ) {
    this.#endpoint = endpoint;
    this.#left = left;
    const chain = [own.certificate.raw];
    const key = { hidden: createPrivateKey(own.keyPem) };
    this.#client = library.OPCUAClient.create({
      applicationName: "Lineproof Gateway",
      applicationUri: own.applicationUri,
      clientName: "lineproof",
      certificateKeyPairProvider: {
        getCertificate: () => own.certificate.raw,
        getCertificateChain: () => chain,
        getPrivateKey: () => key,
      },
      securityMode: library.MessageSecurityMode[security.mode],
      securityPolicy: library.SecurityPolicy[security.policy],
      ...(security.server === undefined ? {} : { serverCertificate: security.server.raw }),
      // 0: neither tries again nor repairs. Whatever breaks is rebuilt from nothing, with new node ids.
      connectionStrategy: { maxRetry: 0, initialDelay: 100, maxDelay: 100 },
      // Servers name themselves by host names that the gateway cannot resolve.
      endpointMustExist: false,
      keepSessionAlive: false,
      requestedSessionTimeout: sessionTimeoutMs,
      // Of a lifetime beyond what a timer takes, the library would make a renewal every millisecond.
      tokenRenewalInterval: longestTokenMs,
      defaultTransactionTimeout: libraryTimeoutMs,
      transportTimeout: sessionTimeoutMs * 2,
    });
    this.#client.on("secure_channel_created", (channel) => this.#channels.add(channel));
  }

  async connect(): Promise<void> {
    const connecting = underGuard(
      (reason) => this.#broken(reason),
      () => this.#client.connect(this.#endpoint.url),
    );
    await this.#within("连接 · connecting", connecting);
  }

  /** What the server offers; the library takes its user tokens from these very objects. */
  async endpoints() {
    return await this.#within("询问端点 · asking for endpoints", this.#client.getEndpoints());
  }

  async createSession(library: OpcUaLibrary, user: UserIdentity): Promise<ReadingSession> {
    const session = await this.#within(
      "登录 · logging in",
      this.#client.createSession(identityOf(library, user)),
    );
    this.#session = session;
    return readingSession(session);
  }

  /** Tells, possibly more than once, that the connection is gone. */
  onLost(lost: (reason: string) => void): void {
    this.#broken = lost;
    this.#client.on("connection_lost", () => lost("connection lost"));
    this.#client.on("close", (error) => lost(error?.message ?? "closed by the server"));
    this.#session?.on("session_closed", (code) => lost(`session closed: ${code.toString()}`));
    // The library has made itself another session in place of one the server forgot: nothing of ours is in it.
    this.#session?.on("session_restored", () => lost("the server forgot the session"));
  }

  /**
   * Says good-bye where there is a session, so that the server frees it at once: a link that was given up may have a
   * server behind it that lives, and small ones have ten. @param polite the channel gets its good-bye, too.
   */
  close(polite: boolean): Promise<void> {
    this.#closing ??= this.#close(polite);
    return this.#closing;
  }

  async #close(polite: boolean): Promise<void> {
    if (this.#session !== undefined) await settled(this.#session.close(true), farewellMs);
    if (!polite) this.#cut();
    await settled(this.#client.disconnect(), farewellMs);
    this.#cut();
    this.#client.removeAllListeners();
  }

  #cut(): void {
    for (const channel of this.#channels) {
      channel.dispose();
      channel.cancelPendingTransactions(() => undefined);
    }
  }

  #within<T>(what: string, work: Promise<T>): Promise<T> {
    return bounded(work, this.#left(), () => linkTimeout(this.#endpoint, what));
  }
}
