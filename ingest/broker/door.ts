// Who is let into the embedded broker, and what he may do there. A credential (a password on the plaintext listener,
// a client certificate on the TLS one), its client id, its will and its topics belong together; a client id in use is
// never taken over by another credential.
import type { Duplex } from "node:stream";
import type { AuthenticateError, Client } from "aedes";
import { IngestError } from "../errors.ts";
import { type Notify, noticeOf } from "../notice.ts";
import { type Credential, Credentials } from "./credentials.ts";
import { mayLeaveWill, mayPublish, maySubscribe, type Principal } from "./topic-rights.ts";

/** MQTT 3.1.1 §3.2.2.3 return codes. */
const identifierRejected = 2;
const badCredentials = 4;
export const notAuthorised = 5;

/** Who holds a connection. */
export type Holder = {
  /** Of the credential, unique. */
  readonly name: string;
  readonly principal: Principal;
  /** The one client id that it may use; absent: any that nobody else uses. */
  readonly clientId?: string;
};

export function refusal(returnCode: number, message: string): AuthenticateError {
  return Object.assign(new Error(message), { returnCode }) as AuthenticateError;
}

export class Door {
  readonly #credentials: Credentials;
  readonly #notify: Notify;
  readonly #wills = new WeakMap<Client, string>();
  readonly #holders = new WeakMap<Client, Holder>();
  /** Connections that showed a certificate, before a word of MQTT, and who holds it; undefined: nobody, or no more. */
  readonly #certified = new WeakMap<Duplex, Holder | undefined>();
  /** Client ids in use, by whom and how often (a reconnecting client overlaps with itself). */
  readonly #claims = new Map<string, { holder: string; count: number }>();
  /** Topics that a client published before, so that the usual message costs one look-up. */
  readonly #granted = new WeakMap<Client, Set<string>>();

  constructor(credentials: readonly Credential[], notify: Notify) {
    this.#credentials = new Credentials(credentials);
    this.#notify = notify;
  }

  /** A connection that is known by its certificate alone: user name and password are not asked. */
  certify(connection: Duplex, holder: Holder | undefined): void {
    this.#certified.set(connection, holder);
  }

  /** Remembers the will until the credential is known. */
  readonly arrive = (client: Client, packet: object): void => {
    const { will } = packet as { will?: { topic: string } };
    if (will !== undefined) this.#wills.set(client, will.topic);
  };

  readonly admit = async (
    client: Client,
    username: string | undefined,
    password: Uint8Array | undefined,
  ): Promise<AuthenticateError | undefined> => {
    const holder = await this.#identify(client, username, password);
    if (holder instanceof Error) return holder;
    const will = this.#wills.get(client);
    if (will !== undefined && !mayLeaveWill(holder.principal, will)) {
      return this.#refuse(client, notAuthorised, "will", will);
    }
    const claim = this.#claims.get(client.id);
    const foreign = claim !== undefined && claim.holder !== holder.name;
    if (foreign || (holder.clientId ?? client.id) !== client.id) {
      return this.#refuse(client, identifierRejected, "client-id", client.id);
    }
    if (client.closed) return this.#refuse(client, notAuthorised, "closed", client.id);
    this.#claim(client, holder.name);
    this.#holders.set(client, holder);
    return undefined;
  };

  readonly publishes = (client: Client | null, topic: string): boolean => {
    // The broker itself publishes only under $SYS.
    if (client === null) return topic.startsWith("$SYS/");
    const known = this.#granted.get(client);
    if (known?.has(topic)) return true;
    const holder = this.#holders.get(client);
    if (holder === undefined || !mayPublish(holder.principal, topic)) {
      this.#refuse(client, notAuthorised, "publish", topic);
      return false;
    }
    if (known === undefined) this.#granted.set(client, new Set([topic]));
    else if (known.size < 10_000) known.add(topic);
    return true;
  };

  readonly subscribes = (client: Client, filter: string): boolean => {
    const holder = this.#holders.get(client);
    if (holder !== undefined && maySubscribe(holder.principal, filter)) return true;
    this.#refuse(client, notAuthorised, "subscribe", filter);
    return false;
  };

  async #identify(
    client: Client,
    username: string | undefined,
    password: Uint8Array | undefined,
  ): Promise<Holder | AuthenticateError> {
    if (this.#certified.has(client.conn)) {
      const holder = this.#certified.get(client.conn);
      return holder ?? this.#refuse(client, notAuthorised, "certificate", client.id);
    }
    const credential = await this.#credentials.check(username, password);
    if (credential === undefined) {
      return this.#refuse(client, badCredentials, "credentials", username ?? "");
    }
    return { name: `user ${credential.username}`, principal: credential.principal };
  }

  #claim(client: Client, holder: string): void {
    const claim = this.#claims.get(client.id) ?? { holder, count: 0 };
    claim.count += 1;
    this.#claims.set(client.id, claim);
    const { id } = client;
    client.conn.once("close", () => {
      claim.count -= 1;
      if (claim.count === 0) this.#claims.delete(id);
    });
  }

  #refuse(client: Client, returnCode: number, what: string, subject: string): AuthenticateError {
    const error = new IngestError(
      "INGEST_BROKER_REFUSED",
      `已拒绝 MQTT 客户端 ${client.id ?? "?"}:${what} ${subject};请核对该网关的账号与编号 · refused MQTT client ${client.id ?? "?"}: ${what} ${subject}; check this gateway's credential and ids`,
      { client: client.id ?? null, what, subject: subject.slice(0, 200) },
    );
    this.#notify(noticeOf("warn", error));
    return refusal(returnCode, error.message);
  }
}
