// Enrolment of a running centre: authority, registry, listeners, and the watch that notices what a command beside it
// has changed. Opened before the broker, because the broker asks it who is at the door.
import type { Clock } from "#contracts/time.ts";
import type { Holder } from "../broker/door.ts";
import type { SecureListener, SecureListenerOptions } from "../broker/secure-listener.ts";
import { IngestError } from "../errors.ts";
import { type Notify, noticeOf } from "../notice.ts";
import type { Authority } from "./authority.ts";
import { openCentreAuthority } from "./centre-registry.ts";
import { clientName, EnrolmentDesk } from "./enrolment-desk.ts";
import { enrolmentFiles } from "./enrolment-files.ts";
import { type EnrolmentListener, openEnrolmentListener } from "./enrolment-listener.ts";
import { EnrolmentRegistry, type LastCheckpoint } from "./enrolment-registry.ts";
import { openServerCertificate, type ServerIdentity } from "./server-certificate.ts";
import type { TlsConfig } from "./tls-config.ts";

export type EnrolmentOfficeOptions = {
  /** Data folder of the centre. */
  readonly data: string;
  readonly tls: TlsConfig;
  readonly hostId: string;
  readonly clock: Clock;
  readonly notify: Notify;
  readonly lastCheckpoint: (log: string) => LastCheckpoint | null;
};

/** A revocation by a command closes the gateway's session within this, ms. */
const watchMs = 500;
/** The server's certificate is looked at again, ms. */
const renewMs = 3_600_000;

export class EnrolmentOffice {
  readonly #options: EnrolmentOfficeOptions;
  readonly #authority: Authority;
  readonly #registry: EnrolmentRegistry;
  #identity: ServerIdentity;
  #listener: EnrolmentListener | undefined;
  #broker: SecureListener | undefined;
  #timer: NodeJS.Timeout | undefined;
  #version: number;
  #renewAt: number;

  /** Use `openEnrolmentOffice`. */
  constructor(
    options: EnrolmentOfficeOptions,
    authority: Authority,
    registry: EnrolmentRegistry,
    identity: ServerIdentity,
  ) {
    this.#options = options;
    this.#authority = authority;
    this.#registry = registry;
    this.#identity = identity;
    this.#version = registry.version;
    this.#renewAt = options.clock.monotonic() + renewMs;
  }

  /** What the broker's TLS listener needs. */
  get secure(): SecureListenerOptions {
    const { host, port } = this.#options.tls;
    return {
      host,
      port,
      identity: this.#identity,
      holderOf: (fingerprint): Holder | undefined => {
        const holder = this.#registry.holder(fingerprint);
        if (holder === undefined) return undefined;
        const { site, gateway } = holder;
        return {
          name: `certificate ${site} ${gateway}`,
          principal: { kind: "gateway", site, gateway },
          clientId: clientName(site, gateway),
        };
      },
    };
  }

  /** Begins to enrol. @param broker the listener to which gateways are sent. Throws INGEST_PORT_IN_USE, _ENROLMENT_LISTEN */
  async start(broker: SecureListener): Promise<void> {
    const { clock, notify, hostId, tls, lastCheckpoint } = this.#options;
    this.#broker = broker;
    const desk = new EnrolmentDesk({
      authority: this.#authority,
      registry: this.#registry,
      clock,
      notify,
      hostId,
      brokerPort: () => broker.port,
      lastCheckpoint,
      onEnrolled: () => broker.recheck(),
    });
    this.#listener = await openEnrolmentListener({
      host: tls.host,
      port: tls.enrolmentPort,
      identity: this.#identity,
      desk,
      notify,
    });
    this.#timer = setInterval(() => this.#watch(), watchMs);
  }

  get port(): number | null {
    return this.#listener?.port ?? null;
  }

  /**
   * Why a log is not taken for a gateway; undefined when it is. A gateway that was never enrolled here has a
   * credential of the configuration: its first log is pinned in the journal.
   */
  readonly objection = (
    site: string,
    gateway: string,
    log: string,
    simulated: boolean,
  ): string | undefined => {
    const closed = this.#registry.closedLog(log);
    if (closed !== undefined) {
      return `日志已关闭,由 ${closed.replacedBy.slice(0, 16)}… 接替 · the log is closed, replaced by ${closed.replacedBy.slice(0, 16)}…`;
    }
    const standing = this.#registry.logOf(site, gateway);
    if (standing === undefined) return undefined;
    if (standing === null)
      return "该网关的登记已被撤销 · the enrolment of this gateway was revoked";
    if (standing.log !== log) {
      return `登记的日志是 ${standing.log.slice(0, 16)}…;新磁盘或新密钥须用替换码登记 · the enrolled log is ${standing.log.slice(0, 16)}…: a new disk or key is enrolled with a code for its replacement`;
    }
    return standing.simulated === simulated
      ? undefined
      : "登记时的仿真标志与来源不符 · the origin is not as enrolled: simulated or not";
  };

  readonly closedLog = (log: string) => this.#registry.closedLog(log);

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#listener?.close();
    this.#registry.close();
  }

  #watch(): void {
    try {
      const version = this.#registry.version;
      if (version !== this.#version) {
        this.#version = version;
        this.#broker?.recheck();
      }
    } catch (error) {
      this.#options.notify(noticeOf("error", error));
    }
    const { clock } = this.#options;
    if (clock.monotonic() < this.#renewAt) return;
    this.#renewAt = clock.monotonic() + renewMs;
    this.#renew().catch((error) => this.#options.notify(noticeOf("error", error)));
  }

  async #renew(): Promise<void> {
    const { data, tls, clock } = this.#options;
    const { server } = enrolmentFiles(data);
    const identity = await openServerCertificate(server, this.#authority, tls.hosts, clock.now());
    if (identity.cert === this.#identity.cert) return;
    this.#identity = identity;
    this.#listener?.renew(identity);
    this.#broker?.renew(identity);
  }
}

/** Throws INGEST_CA_*, INGEST_REGISTRY_*, INGEST_ENROLMENT_FAILED. */
export async function openEnrolmentOffice(
  options: EnrolmentOfficeOptions,
): Promise<EnrolmentOffice> {
  const { data, tls, clock } = options;
  const { server, registry: file } = enrolmentFiles(data);
  const registry = new EnrolmentRegistry(file);
  const authority = await openCentreAuthority(data, registry, clock.now());
  try {
    const identity = await openServerCertificate(server, authority, tls.hosts, clock.now());
    return new EnrolmentOffice(options, authority, registry, identity);
  } catch (cause) {
    registry.close();
    throw new IngestError(
      "INGEST_ENROLMENT_FAILED",
      `中心的 TLS 证书 ${server} 写不下:${String(cause)};请检查权限与磁盘 · the centre's TLS certificate cannot be written: check permissions and disk`,
      { file: server },
      { cause },
    );
  }
}
