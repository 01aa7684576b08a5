// Which key speaks for which gateway: the first log that a gateway shows is pinned in the journal.
// A gateway with another log later is a new log beside the old one, never its continuation.
import { encodeUtf8, fromBase64, toBase64 } from "#contracts/bytes.ts";
import { canonicalJson } from "#contracts/canonical-json.ts";
import { logIdOf, logOrigin } from "#contracts/log-id.ts";
import type { EvidenceAnnouncement } from "../subscribe/birth.ts";
import { sha256 } from "./node-crypto.ts";

export type Enrolment = {
  readonly site: string;
  readonly gateway: string;
  /** Log id, 64 hex digits. */
  readonly log: string;
  /** Raw Ed25519 public key, 32 bytes. */
  readonly key: Uint8Array;
  readonly origin: string;
  /** Hash of the line model in force at enrolment; empty when none was announced. */
  readonly lineModel: string;
};

/** Why an announcement is not believed; undefined when it is. */
export function announcementProblem(
  site: string,
  gateway: string,
  announced: EvidenceAnnouncement,
): string | undefined {
  const { key, log, origin, oldest, next } = announced;
  if (key.length !== 32) return `公钥应为 32 字节 · the key has ${key.length} bytes, not 32`;
  const logId = logIdOf(sha256, key);
  if (log !== logId) return `日志编号与公钥不符 · log id ${log} is not that of its key`;
  const origins = [false, true].map((simulated) => logOrigin({ simulated, site, gateway, logId }));
  if (!origins.includes(origin)) {
    return `来源 ${origin} 与站点、网关不符 · origin ${origin} is not of site ${site}, gateway ${gateway}`;
  }
  return oldest > next ? `Oldest ${oldest} > Next ${next}` : undefined;
}

/** Payload of an enrolment entry: canonical JSON. */
export function encodeEnrolment(enrolment: Enrolment): Uint8Array {
  const { site, gateway, key, origin, lineModel } = enrolment;
  return encodeUtf8(canonicalJson({ site, gateway, key: toBase64(key), origin, lineModel }));
}

/** Reads back what encodeEnrolment wrote; undefined for anything else. */
export function decodeEnrolment(log: string, payload: Uint8Array): Enrolment | undefined {
  let found: Record<string, unknown>;
  try {
    found = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(payload));
  } catch {
    return undefined;
  }
  const { site, gateway, key, origin, lineModel } = found;
  if (typeof site !== "string" || typeof gateway !== "string" || typeof key !== "string") return;
  if (typeof origin !== "string" || typeof lineModel !== "string") return;
  return { site, gateway, log, key: fromBase64(key), origin, lineModel };
}
