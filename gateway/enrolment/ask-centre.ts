// The exchange with the centre: HTTPS under the one CA that the code names, host name checked. What goes out has the
// secret in it, so nothing goes out before the whole chain is verified.
import type { IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import {
  type EnrolmentGrant,
  type EnrolmentRequest,
  enrolmentGrantSchema,
  enrolmentPath,
  enrolmentRefusalSchema,
  maxEnrolmentBytes,
} from "#contracts/enrolment.ts";
import { GatewayError } from "../errors.ts";
import { type CentreAddress, type CentreAuthority, noService } from "./centre-authority.ts";
import { refusalError } from "./refusal-words.ts";

const exchangeMs = 20_000;

/** OpenSSL's verification results that a wrong clock explains. */
const clockCodes = new Set(["CERT_NOT_YET_VALID", "CERT_HAS_EXPIRED"]);

function exchangeError(
  address: CentreAddress,
  { own }: CentreAuthority,
  now: number,
  cause: unknown,
): GatewayError {
  const { text, host } = address;
  const { code = "", message } = cause as NodeJS.ErrnoException;
  if (clockCodes.has(code)) {
    const [from, to] = [own.validFromDate.toISOString(), own.validToDate.toISOString()];
    const here = new Date(now).toISOString();
    return new GatewayError(
      "GATEWAY_ENROL_CLOCK",
      `网关时钟是 ${here},而中心的证书有效期是 ${from} 至 ${to}:多半是网关时钟错了。请对时(timedatectl set-ntp true)后重试,登记码没有用掉 · The gateway's clock says ${here}, the centre's certificate is valid from ${from} to ${to}: most likely this clock is wrong. Set it and try again; the code is not used up.`,
      { centre: text, clock: here, from, to },
      { cause },
    );
  }
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") {
    const names = own.subjectAltName ?? "-";
    return new GatewayError(
      "GATEWAY_ENROL_HOST_NAME",
      `中心的证书不含 ${host}(只有:${names})。请改用其中一个地址,或请中心把 ${host} 加入 tls.hosts · The centre's certificate does not name ${host}, only ${names}: use one of these, or have ${host} added to the centre's tls.hosts.`,
      { centre: text, host, names },
      { cause },
    );
  }
  // Another listener of the centre wants a client certificate, or does not speak HTTP.
  if (/^(?:ERR_SSL|EPROTO$|HPE_)/.test(code)) return noService(address, message, cause);
  // A verification that failed has OpenSSL's name for it; what the network did has an errno.
  if (/^(?:E[A-Z]+|ABORT_ERR)$/.test(code) || code === "") {
    return new GatewayError(
      "GATEWAY_ENROL_UNREACHABLE",
      `与中心 ${text} 的连接断了(${message})。请重试:同一网关用同一登记码再问,得到同样的结果 · The connection to ${text} broke: try again; the same gateway with the same code is given the same answer.`,
      { centre: text, reason: message },
      { cause },
    );
  }
  return new GatewayError(
    "GATEWAY_ENROL_UNVERIFIED",
    `${text} 出示了登记码所说的证书机构,自己的证书却不由它签发(${code}):有人在中间。什么都没有发送,请告知中心 · ${text} shows the CA of the code, but its own certificate is not signed by it: somebody stands in between. Nothing was sent; tell the centre.`,
    { centre: text, reason: code },
    { cause },
  );
}

/** What was answered, cut off where no answer is that long. */
async function read(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > maxEnrolmentBytes) break;
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

function post(address: CentreAddress, { ca }: CentreAuthority, body: string): Promise<string> {
  const { host, port } = address;
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const request = httpsRequest(
    {
      host,
      port,
      path: enrolmentPath,
      method: "POST",
      // This CA only: none of the system's.
      ca,
      rejectUnauthorized: true,
      minVersion: "TLSv1.2",
      agent: false,
      signal: AbortSignal.timeout(exchangeMs),
      headers: { "content-type": "application/json", "content-length": Buffer.byteLength(body) },
    },
    (response) => {
      read(response).then(resolve, reject);
    },
  );
  request.once("error", reject);
  // The socket is handed over after its handshake was verified: only then is there somebody to write to.
  request.end(body);
  return promise;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Throws GATEWAY_ENROL_* for everything but a grant.
 * @param replaces log that a restored gateway replaces, for the words of a refusal @param now gateway's clock, ms UTC
 */
export async function askCentre(
  address: CentreAddress,
  authority: CentreAuthority,
  request: EnrolmentRequest,
  replaces: string | undefined,
  now: () => number,
): Promise<EnrolmentGrant> {
  let text: string;
  try {
    text = await post(address, authority, JSON.stringify(request));
  } catch (cause) {
    throw exchangeError(address, authority, now(), cause);
  }
  const answer = parse(text);
  const grant = enrolmentGrantSchema.safeParse(answer);
  if (grant.success) return grant.data;
  const refusal = enrolmentRefusalSchema.safeParse(answer);
  if (refusal.success) throw refusalError(refusal.data, { ...request, replaces });
  throw new GatewayError(
    "GATEWAY_ENROL_ANSWER",
    `${address.text} 的回答看不懂:可能两边版本不同,或端口不是登记服务 · the answer of ${address.text} is not understood: another version, or the port of another service`,
    { centre: address.text },
  );
}
