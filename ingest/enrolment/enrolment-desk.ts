// Answers a gateway that asks to join. Order: how often, form, proofs, registry, certificate, registry again. A
// certificate that was signed for a request which then loses the race never leaves this process.
import { createHash, createPublicKey, verify } from "node:crypto";
import { fromBase64, fromHex } from "#contracts/bytes.ts";
import {
  type EnrolmentGrant,
  type EnrolmentRefusal,
  type EnrolmentRefusalAnswer,
  type EnrolmentRequest,
  enrolmentProofBytes,
  enrolmentRequestSchema,
} from "#contracts/enrolment.ts";
import { ed25519Spki, logIdOf } from "#contracts/log-id.ts";
import type { Clock } from "#contracts/time.ts";
import { IngestError } from "../errors.ts";
import { sha256 } from "../evidence/node-crypto.ts";
import { type Notify, noticeOf } from "../notice.ts";
import { AttemptLimit } from "./attempt-limit.ts";
import type { Authority } from "./authority.ts";
import { keyText, requestedKey } from "./certificate-request.ts";
import type { Decision, EnrolmentRegistry, LastCheckpoint } from "./enrolment-registry.ts";

export type EnrolmentDeskOptions = {
  readonly authority: Authority;
  readonly registry: EnrolmentRegistry;
  readonly clock: Clock;
  readonly notify: Notify;
  /** Sparkplug id of this centre. */
  readonly hostId: string;
  /** Where gateways reach the broker. */
  readonly brokerPort: () => number;
  /** Newest verified checkpoint of a log that is being closed. */
  readonly lastCheckpoint: (log: string) => LastCheckpoint | null;
  /** Somebody was enrolled; an earlier certificate of the same gateway stands no more. */
  readonly onEnrolled: () => void;
};

export type DeskAnswer = EnrolmentGrant | EnrolmentRefusalAnswer;

/** Ten attempts at once and one more every 6 s for an address; thirty, and two a second, for all. */
const perAddress = { burst: 10, refillMs: 6_000 };
const overall = { burst: 30, refillMs: 500 };
const floodQuietMs = 60_000;

/** What a registry keeps of a secret. @param secret its symbols */
export function secretHash(secret: string): string {
  return createHash("sha256").update(`lineproof enrolment secret ${secret}`).digest("hex");
}

/** Name of a gateway in its certificate and as MQTT client id. */
export function clientName(site: string, gateway: string): string {
  return `${site}.${gateway}`;
}

export class EnrolmentDesk {
  readonly #options: EnrolmentDeskOptions;
  readonly #limit: AttemptLimit;
  /** Monotonic ms before which a flood of attempts is not told again. */
  #floodQuietUntil = Number.NEGATIVE_INFINITY;

  constructor(options: EnrolmentDeskOptions) {
    this.#options = options;
    this.#limit = new AttemptLimit(options.clock, perAddress, overall);
  }

  /** False when the address asks too often; to be asked before a body is read. Told once a minute. */
  admits(address: string): boolean {
    if (this.#limit.allows(address)) return true;
    const { clock, notify } = this.#options;
    if (clock.monotonic() >= this.#floodQuietUntil) {
      this.#floodQuietUntil = clock.monotonic() + floodQuietMs;
      notify({
        level: "warn",
        message: `登记尝试过于频繁,来自 ${address};有人在试登记码? · too many attempts to enrol, from ${address}: is somebody trying codes?`,
        code: "INGEST_ENROLMENT_REFUSED",
        detail: { refusal: "too-many-attempts", address },
      });
    }
    return false;
  }

  tooOften(): EnrolmentRefusalAnswer {
    return { refusal: "too-many-attempts", hostTime: this.#options.clock.now() };
  }

  /** @param body parsed JSON of anybody */
  async answer(body: unknown, address: string): Promise<DeskAnswer> {
    const checked = enrolmentRequestSchema.safeParse(body);
    if (!checked.success) return this.refuse("request-malformed", address);
    const request = checked.data;
    const clientKey = isProven(request)
      ? await requestedKey(request.certificateRequest)
      : undefined;
    if (clientKey === undefined) return this.refuse("proof-wrong", address, request);
    const { authority, registry, clock, lastCheckpoint } = this.#options;
    const hash = secretHash(request.secret);
    const asking = { request, hash, clientKey: keyText(clientKey) };
    let decision: Decision = registry.decide(asking, clock.now());
    let certificate = "";
    if (decision.kind === "open") {
      const name = clientName(request.site, request.gateway);
      const issued = await authority.issueClient(clientKey, name, clock.now());
      certificate = issued.pem;
      decision = registry.enrol(asking, issued, lastCheckpoint, clock.now());
    }
    if (decision.kind === "refused") {
      return this.refuse(decision.refusal, address, request, decision.at);
    }
    if (decision.kind === "again")
      return this.#grant(request, decision.certificate, decision.replaced);
    this.#enrolled(request, decision.replaces, address);
    return this.#grant(request, certificate, decision.replaces);
  }

  refuse(
    refusal: EnrolmentRefusal,
    address: string,
    request?: EnrolmentRequest,
    at?: number,
  ): EnrolmentRefusalAnswer {
    const { site, gateway, log } = request ?? {};
    const who = gateway === undefined ? address : `${site}/${gateway} (${address})`;
    const error = new IngestError(
      "INGEST_ENROLMENT_REFUSED",
      `拒绝登记 ${who}:${refusal} · enrolment refused: ${who}: ${refusal}`,
      { refusal, address, site: site ?? null, gateway: gateway ?? null, log: log ?? null },
    );
    this.#options.notify(noticeOf("warn", error));
    return { refusal, ...(at === undefined ? {} : { at }), hostTime: this.#options.clock.now() };
  }

  #grant(
    { site, gateway }: EnrolmentRequest,
    certificate: string,
    replaced: string | null,
  ): EnrolmentGrant {
    const { authority, hostId, brokerPort, clock } = this.#options;
    return {
      broker: {
        port: brokerPort(),
        clientId: clientName(site, gateway),
        primaryHost: hostId,
      },
      ca: authority.certificate,
      certificate,
      ...(replaced === null ? {} : { replaced }),
      hostTime: clock.now(),
    };
  }

  #enrolled(
    { site, gateway, log }: EnrolmentRequest,
    replaces: string | null,
    address: string,
  ): void {
    const { notify, registry, onEnrolled } = this.#options;
    const closed = replaces === null ? undefined : registry.closedLog(replaces);
    const last = closed?.checkpoint;
    const ticket =
      closed === undefined
        ? ""
        : `;旧日志 ${closed.log.slice(0, 16)}… 已关闭,最后检查点 ${last?.size ?? "无"} · the old log is closed at ${last?.size ?? "no checkpoint"}`;
    notify({
      level: "info",
      message: `网关 ${site}/${gateway} 已登记,日志 ${log.slice(0, 16)}… · gateway ${site}/${gateway} enrolled, log ${log.slice(0, 16)}…${ticket}`,
      detail: { site, gateway, log, address, replaces },
    });
    onEnrolled();
  }
}

/** The log's key signed the request, and the log id is that of the key. */
function isProven(request: EnrolmentRequest): boolean {
  const raw = fromHex(request.publicKey);
  if (logIdOf(sha256, raw) !== request.log) return false;
  try {
    const spki = Buffer.from(ed25519Spki(raw));
    const key = createPublicKey({ key: spki, format: "der", type: "spki" });
    return verify(null, enrolmentProofBytes(request), key, fromBase64(request.proof));
  } catch {
    return false;
  }
}
