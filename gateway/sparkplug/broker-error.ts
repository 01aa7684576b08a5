// Why an MQTT server was not reached or said no, with a code and words for each: a technician has to see
// at once whether cable, password, certificate or clock is to be mended. Nothing is ever bypassed.
import { GatewayError, type GatewayErrorCode } from "../errors.ts";

type Words = { readonly code: GatewayErrorCode; readonly zh: string; readonly en: string };

const words = (code: GatewayErrorCode, zh: string, en: string): Words => ({ code, zh, en });

const credentials = words(
  "GATEWAY_BROKER_CREDENTIALS",
  "用户名或密码不对,或该账号无权连接。请核对 username、password 与服务器上的账号;登记过的网关:登记已被撤销或接替,请向中心要新登记码",
  "user name or password is wrong, or the account may not connect: compare username and password with the server's accounts; an enrolled gateway was revoked or replaced: ask the centre for a new code",
);
const clientId = words(
  "GATEWAY_BROKER_CLIENT_ID",
  "客户端标识被拒。请检查 clientId",
  "the client id is refused: check clientId",
);
const protocol = words(
  "GATEWAY_BROKER_PROTOCOL",
  "服务器不支持所选的 MQTT 版本。请改 protocol(4 即 3.1.1,5 即 5.0)",
  "the server does not speak this version of MQTT: change protocol (4 is 3.1.1, 5 is 5.0)",
);
const busy = words(
  "GATEWAY_BROKER_BUSY",
  "服务器暂不接受连接,稍后自动重试",
  "the server takes no connections now; trying again by itself",
);
const takenOver = words(
  "GATEWAY_BROKER_TAKEN_OVER",
  "另一个客户端用同一 clientId 登录,把本网关挤下线。请确认没有克隆的网关,且每台网关的 clientId 唯一",
  "another client has logged in with the same clientId: look for a cloned gateway, and give each its own clientId",
);
const dropped = words(
  "GATEWAY_BROKER_DROPPED",
  "服务器主动断开连接,稍后自动重试",
  "the server closed the connection; trying again by itself",
);
const refused = words(
  "GATEWAY_BROKER_REFUSED",
  "服务器拒绝连接。请检查服务器日志与权限",
  "the server refused the connection: look into its log and permissions",
);
const subscription = words(
  "GATEWAY_BROKER_SUBSCRIPTION",
  "服务器不许本网关订阅其指令主题。请为该账号开放 spBv1.0/<站点>/NCMD/<网关> 与主机 STATE 的订阅权限",
  "the server does not let the gateway subscribe: allow its account spBv1.0/<site>/NCMD/<gateway> and the host's STATE",
);

/** CONNACK 1 to 5 of MQTT 3.1.1 §3.2.2.3; reason codes of MQTT 5.0 §2.4 in CONNACK and DISCONNECT. */
const reasons: ReadonlyMap<number, Words> = new Map([
  [1, protocol],
  [2, clientId],
  [3, busy],
  [4, credentials],
  [5, credentials],
  [0x84, protocol],
  [0x85, clientId],
  [0x86, credentials],
  [0x87, credentials],
  [0x88, busy],
  [0x89, busy],
  [0x8b, busy],
  [0x8c, credentials],
  [0x8e, takenOver],
  [0x97, busy],
  [0x9f, busy],
]);

const untrusted = words(
  "GATEWAY_BROKER_UNTRUSTED",
  "服务器证书不是由所配置的 CA 签发,已拒绝连接。请向服务器管理员索取 CA 证书并写入 tls.ca",
  "the server's certificate is not signed by the configured CA, so nothing was sent: ask for the CA certificate and name it in tls.ca",
);
const expired = words(
  "GATEWAY_BROKER_CERTIFICATE_EXPIRED",
  "服务器证书已过期,或本机时钟走快。请先核对本机时间,再请管理员更换证书",
  "the server's certificate has expired, or this clock is ahead: check the clock, then have the certificate renewed",
);
const early = words(
  "GATEWAY_BROKER_CERTIFICATE_EARLY",
  "服务器证书尚未生效,多半是本机时钟走慢。请核对本机时间",
  "the server's certificate is not valid yet; most likely this clock is behind: set the clock",
);
const hostName = words(
  "GATEWAY_BROKER_HOST_NAME",
  "服务器证书不含所配置的主机名。请在地址中使用证书里的名称,或更换证书",
  "the server's certificate does not name this host: use a name of the certificate in the address, or have it renewed",
);
const clientCertificate = words(
  "GATEWAY_BROKER_CLIENT_CERTIFICATE",
  "服务器不接受本网关的客户端证书(缺失、过期或签发者不受信任)。请检查 tls.cert 与 tls.key",
  "the server does not accept the gateway's own certificate (none, expired or of an unknown issuer): check tls.cert and tls.key",
);
const tls = words(
  "GATEWAY_BROKER_TLS",
  "TLS 握手失败。请确认该端口是 TLS 端口(通常 8883),且两端有共同的 TLS 版本",
  "the TLS handshake failed: make sure that this is the TLS port (usually 8883) and that both sides share a TLS version",
);

/** Names of OpenSSL's X509_V_ERR_… as Node gives them, without the prefix. */
const verification: ReadonlyMap<string, Words> = new Map([
  ["CERT_HAS_EXPIRED", expired],
  ["CERT_NOT_YET_VALID", early],
  ["ERR_TLS_CERT_ALTNAME_INVALID", hostName],
  ...[
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    "UNABLE_TO_GET_ISSUER_CERT",
    "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
    "SELF_SIGNED_CERT_IN_CHAIN",
    "DEPTH_ZERO_SELF_SIGNED_CERT",
    "CERT_SIGNATURE_FAILURE",
    "CERT_UNTRUSTED",
    "CERT_REJECTED",
    "CERT_REVOKED",
    "INVALID_CA",
    "INVALID_PURPOSE",
    "PATH_LENGTH_EXCEEDED",
  ].map((name) => [name, untrusted] as const),
]);

/** Alerts by which a server says that it does not like the client's certificate (RFC 8446 §6.2). */
const certificateAlert =
  /ALERT_(?:NO_|BAD_|UNSUPPORTED_)?CERTIFICATE|ALERT_UNKNOWN_CA|ALERT_ACCESS_DENIED|ALERT_HANDSHAKE_FAILURE/;

function tlsWords(code: string): Words | undefined {
  const known = verification.get(code);
  if (known !== undefined) return known;
  if (!/^ERR_(?:SSL|OSSL|TLS)|^EPROTO$/.test(code)) return undefined;
  return certificateAlert.test(code) ? clientCertificate : tls;
}

function wordsOf(code: unknown, subscribing: boolean): Words | undefined {
  if (subscribing) return subscription;
  if (typeof code === "number") return reasons.get(code) ?? refused;
  return typeof code === "string" ? tlsWords(code) : undefined;
}

/** The error of an attempt or a broken connection. */
export function brokerError(url: string, cause: unknown): GatewayError {
  if (cause instanceof GatewayError) return cause;
  // mqtt gives CONNACK's and SUBACK's code as a number, and SUBACK's packet with it.
  const { code, packet } = cause as { code?: unknown; packet?: unknown };
  const message = cause instanceof Error ? cause.message : String(cause);
  // An AggregateError of several addresses has a code and no message.
  const reason = message || String(code);
  const found = wordsOf(code, packet !== undefined);
  if (found !== undefined) {
    return new GatewayError(
      found.code,
      `MQTT 服务器 ${url}:${found.zh}(${reason}) · The broker ${url}: ${found.en} (${reason}).`,
      { url, reason },
      { cause },
    );
  }
  return new GatewayError(
    "GATEWAY_BROKER_UNREACHABLE",
    `连不上 MQTT 服务器 ${url}(${reason})。数据已安全落盘,恢复后自动补传 · The broker ${url} cannot be reached (${reason}); records are kept on disk and sent when it is back.`,
    { url, reason },
    { cause },
  );
}

/** The error of a DISCONNECT by the server (MQTT 5.0 §3.14.2.1). */
export function droppedError(url: string, reasonCode: number, reasonString: string): GatewayError {
  const known = reasons.get(reasonCode);
  const { code, zh, en } = known ?? dropped;
  const reason = `0x${reasonCode.toString(16).padStart(2, "0")}${reasonString && ` ${reasonString}`}`;
  return new GatewayError(
    code,
    `MQTT 服务器 ${url}:${zh}(${reason}) · The broker ${url}: ${en} (${reason}).`,
    { url, reason },
  );
}

const forPeople: ReadonlySet<string> = new Set<GatewayErrorCode>([
  "GATEWAY_BROKER_CREDENTIALS",
  "GATEWAY_BROKER_CLIENT_ID",
  "GATEWAY_BROKER_PROTOCOL",
  "GATEWAY_BROKER_SUBSCRIPTION",
  "GATEWAY_BROKER_TAKEN_OVER",
  "GATEWAY_BROKER_UNTRUSTED",
  "GATEWAY_BROKER_CERTIFICATE_EXPIRED",
  "GATEWAY_BROKER_HOST_NAME",
  "GATEWAY_BROKER_CLIENT_CERTIFICATE",
]);

/** Nothing changes until somebody mends it: trying often only fills logs and locks accounts. */
export function needsPerson(error: GatewayError): boolean {
  return forPeople.has(error.code);
}
