// Joins a centre with a one-time code. Order: the code is checked offline; the log is opened and locked (a running
// gateway is told); the centre is found by the code's fingerprint; only then is anything said. The grant is stored as
// one file: a power cut leaves the gateway as it was or enrolled, and the same code asked again gives the same grant.
import { X509Certificate } from "node:crypto";
import { dirname } from "node:path";
import { toBase64, toHex } from "#contracts/bytes.ts";
import {
  type EnrolmentGrant,
  type EnrolmentRequest,
  enrolmentProofBytes,
} from "#contracts/enrolment.ts";
import {
  type CodeProblem,
  type EnrolmentCode,
  parseEnrolmentCode,
} from "#contracts/enrolment-code.ts";
import type { Clock } from "#contracts/time.ts";
import { readReplacementNote } from "../backup/replacement-note.ts";
import { GatewayError } from "../errors.ts";
import { makeFolder, writeDurably } from "../evidence/durable-file.ts";
import { type OpenLog, openLog } from "../evidence/open-log.ts";
import { askCentre } from "./ask-centre.ts";
import { type CentreAddress, findAuthority, parseCentre } from "./centre-authority.ts";
import { certificateRequest, openClientKey, publicDer } from "./client-key.ts";
import { grantFile, type StoredGrant } from "./stored-grant.ts";

/** Who joins: the `gateway` part of a configuration. */
export type EnrolTarget = {
  readonly id: string;
  readonly site: string;
  readonly simulated: boolean;
  /** Absolute folder of outbox and keys. */
  readonly data: string;
};

export type Enrolled = {
  readonly grant: StoredGrant;
  /** Log that this one replaces, closed by the enrolment. */
  readonly replaced: string | undefined;
  /** Gateway's clock less the centre's, ms; within the time of the exchange. */
  readonly clockOffsetMs: number;
};

const problemWords: { readonly [K in CodeProblem["kind"]]: (problem: CodeProblem) => string } = {
  prefix: () => "登记码以 LP1- 开头 · a code begins with LP1-",
  length: (problem) =>
    problem.kind === "length"
      ? `登记码有 ${problem.expected} 个字符(LP1- 之后),这里有 ${problem.found} 个 · a code has ${problem.expected} symbols behind LP1-, here are ${problem.found}`
      : "",
  groups: (problem) =>
    problem.kind === "groups"
      ? `抄错了第 ${problem.groups.join("、")} 组,请对照重输 · mistyped in group ${problem.groups.join(", ")}: compare and type again`
      : "",
};

/** Throws GATEWAY_ENROL_CODE_MISTYPED. No network. */
function checkCode(text: string): EnrolmentCode {
  const parsed = parseEnrolmentCode(text);
  if (parsed.ok) return parsed.code;
  const { problem } = parsed;
  throw new GatewayError("GATEWAY_ENROL_CODE_MISTYPED", problemWords[problem.kind](problem), {
    kind: problem.kind,
    groups: problem.kind === "groups" ? problem.groups.join(",") : null,
  });
}

async function requestOf(
  target: EnrolTarget,
  secret: string,
  log: OpenLog,
): Promise<{ request: EnrolmentRequest; clientKey: ReturnType<typeof openClientKey> }> {
  if (log.key instanceof GatewayError) throw log.key;
  const { site, id: gateway, simulated, data } = target;
  const clientKey = openClientKey(data);
  const claims = {
    secret,
    site,
    gateway,
    log: log.logId,
    publicKey: toHex(log.key.publicKey),
    simulated,
    certificateRequest: await certificateRequest(clientKey, `${site}.${gateway}`),
  };
  const proof = toBase64(log.key.sign(enrolmentProofBytes(claims)));
  return { request: { ...claims, proof }, clientKey };
}

/** The grant is of the CA that the code names, for the key that asked. */
function checkGrant(grant: EnrolmentGrant, ca: string, spki: Buffer): void {
  try {
    const issuer = new X509Certificate(ca);
    const certificate = new X509Certificate(grant.certificate);
    const own = certificate.publicKey.export({ format: "der", type: "spki" }).equals(spki);
    const same = new X509Certificate(grant.ca).raw.equals(issuer.raw);
    if (own && same && certificate.verify(issuer.publicKey)) return;
  } catch {
    // Told below.
  }
  throw new GatewayError(
    "GATEWAY_ENROL_ANSWER",
    "中心给的证书与请求不符,没有保存 · the centre's certificate does not belong to the request and was not stored",
  );
}

function storedGrant(
  { text, host }: CentreAddress,
  { site, gateway, log }: EnrolmentRequest,
  { broker, ca, certificate, hostTime }: EnrolmentGrant,
): StoredGrant {
  const { port, clientId, primaryHost } = broker;
  const server = `mqtts://${host.includes(":") ? `[${host}]` : host}:${port}`;
  return {
    format: "lineproof/grant/1",
    ...{ centre: text, site, gateway, log, server, clientId, primaryHost, ca, certificate },
    enrolledAt: hostTime,
  };
}

function store(data: string, grant: StoredGrant): void {
  const file = grantFile(data);
  try {
    makeFolder(dirname(file));
    writeDurably(file, `${JSON.stringify(grant, undefined, 2)}\n`);
  } catch (cause) {
    throw new GatewayError(
      "GATEWAY_ENROL_STORE",
      `登记成功,但 ${file} 写不下(${String(cause)})。请清出磁盘或改权限,再用同一登记码重试 · Enrolled, but ${file} cannot be written: mend disk or permissions and try again with the same code.`,
      { file },
      { cause },
    );
  }
}

/**
 * Enrols the gateway of a data folder; begins its log when there is none.
 * Throws GATEWAY_ENROL_*, GATEWAY_OUTBOX_* (LOCKED while the gateway runs) or GATEWAY_KEY_*.
 */
export async function enrol(
  target: EnrolTarget,
  codeText: string,
  centreText: string,
  clock: Pick<Clock, "now">,
): Promise<Enrolled> {
  const code = checkCode(codeText);
  const address = parseCentre(centreText);
  const log = openLog({ dataDir: target.data, maxBytes: 2 ** 30, historyBytes: 2 ** 28 });
  try {
    const replaces = readReplacementNote(target.data)?.replaces?.log;
    const { request, clientKey } = await requestOf(target, code.secret, log);
    const authority = await findAuthority(address, code.centre);
    const granted = await askCentre(address, authority, request, replaces, () => clock.now());
    checkGrant(granted, authority.ca, publicDer(clientKey));
    const grant = storedGrant(address, request, granted);
    store(target.data, grant);
    const clockOffsetMs = clock.now() - granted.hostTime;
    return { grant, replaced: granted.replaced, clockOffsetMs };
  } finally {
    log.outbox.close();
  }
}
