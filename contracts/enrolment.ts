// How a new gateway joins a centre: what it asks, what it is given, and why it may be refused. Both go over HTTPS
// under the one CA that the code names (enrolment-code.ts); docs/formats/enrolment.md has the way of it.
import { z } from "zod";
import { encodeUtf8 } from "./bytes.ts";
import { canonicalJson } from "./canonical-json.ts";

/** Path of the centre's enrolment service; POST of a request, JSON. */
export const enrolmentPath = "/api/enrolment/v1";

/** Most bytes of a request or an answer. */
export const maxEnrolmentBytes = 16_384;

const id = z.string().min(1).max(128);
const hex64 = z.string().regex(/^[0-9a-f]{64}$/);

/** What a gateway sends. */
export const enrolmentRequestSchema = z.strictObject({
  /** The one-time secret: 16 symbols of the code, without check symbols. */
  secret: z.string().regex(/^[0-9A-HJKMNP-TV-Z]{16}$/),
  site: id,
  gateway: id,
  /** Log id of the evidence log that the gateway goes on with. */
  log: hex64,
  /** Raw Ed25519 key of the log, 64 hex digits; `log` is its hash. */
  publicKey: hex64,
  /** The log's origin says that the plant is simulated. */
  simulated: z.boolean(),
  /** PKCS #10 request (PEM) of an ECDSA P-256 key: only its key and its signature count. */
  certificateRequest: z.string().max(4_096),
  /** Base64 Ed25519 signature by the log's key over `enrolmentProofBytes`. */
  proof: z.string().max(128),
});
export type EnrolmentRequest = z.infer<typeof enrolmentRequestSchema>;

/** What the log's key signs: a line that means nothing else, and canonical JSON of all fields but the proof. */
export function enrolmentProofBytes(request: Omit<EnrolmentRequest, "proof">): Uint8Array {
  const { secret, site, gateway, log, publicKey, simulated, certificateRequest } = request;
  const claims = { secret, site, gateway, log, publicKey, simulated, certificateRequest };
  return encodeUtf8(`lineproof enrolment 1\n${canonicalJson(claims)}`);
}

/** What the centre answers: everything that the gateway needs to connect, and nothing secret. */
export const enrolmentGrantSchema = z.strictObject({
  /** MQTT over TLS 1.2 or newer at the host that was asked; the certificate is the whole credential. */
  broker: z.strictObject({
    port: z.number().int().min(1).max(65_535),
    clientId: z.string().min(1).max(257),
    /** Sparkplug id of the host whose STATE is awaited. */
    primaryHost: id,
  }),
  /** PEM: the CA by which broker and centre are known. */
  ca: z.string(),
  /** PEM: client certificate. */
  certificate: z.string(),
  /** Log that this one replaces, closed with the enrolment; absent when there was none. */
  replaced: hex64.optional(),
  /** ms UTC by the centre's clock: the gateway sees how far its own is off. */
  hostTime: z.number().int(),
});
export type EnrolmentGrant = z.infer<typeof enrolmentGrantSchema>;

/** Why a centre refuses. */
export const enrolmentRefusals = [
  "code-unknown",
  "code-used",
  "code-expired",
  "other-site",
  "other-gateway",
  "log-taken",
  "log-closed",
  "replacement-not-open",
  "proof-wrong",
  "request-malformed",
  "too-many-attempts",
  "centre-failed",
] as const;
export type EnrolmentRefusal = (typeof enrolmentRefusals)[number];

export const enrolmentRefusalSchema = z.strictObject({
  refusal: z.enum(enrolmentRefusals),
  /** When the code was used or expired, ms UTC. */
  at: z.number().int().optional(),
  hostTime: z.number().int(),
});
export type EnrolmentRefusalAnswer = z.infer<typeof enrolmentRefusalSchema>;
