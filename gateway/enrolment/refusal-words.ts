// What a technician reads when the centre says no: one code and one mend for each reason.
import type {
  EnrolmentRefusal,
  EnrolmentRefusalAnswer,
  EnrolmentRequest,
} from "#contracts/enrolment.ts";
import { GatewayError, type GatewayErrorCode } from "../errors.ts";

/** What was asked, and what the gateway knows beside it. */
export type Asked = EnrolmentRequest & {
  /** Log that a restored gateway replaces, 64 hex digits, where it knows. */
  readonly replaces?: string | undefined;
};

type Words = (asked: Asked, at: string) => string;

const words: Readonly<Record<EnrolmentRefusal, readonly [GatewayErrorCode, Words]>> = {
  "code-unknown": [
    "GATEWAY_ENROL_CODE_UNKNOWN",
    () =>
      "中心不认识这个登记码:请核对是否抄自这个中心,或向它要一个新码 · the centre does not know this code: ask it for a new one",
  ],
  "code-used": [
    "GATEWAY_ENROL_CODE_USED",
    (_, at) =>
      `登记码已于 ${at} 用过,每个码只用一次。若不是您用的,请立即告诉中心;请要一个新码 · the code was used at ${at}, and works once. If it was not you, tell the centre at once; ask for a new one`,
  ],
  "code-expired": [
    "GATEWAY_ENROL_CODE_EXPIRED",
    (_, at) => `登记码已于 ${at} 过期,请要一个新码 · the code expired at ${at}: ask for a new one`,
  ],
  "other-site": [
    "GATEWAY_ENROL_OTHER_SITE",
    ({ site }) =>
      `登记码不是给站点 ${site} 的:请核对配置中的 gateway.site · the code is not for site ${site}: check gateway.site`,
  ],
  "other-gateway": [
    "GATEWAY_ENROL_OTHER_GATEWAY",
    ({ gateway }) =>
      `登记码不是给网关 ${gateway} 的:请核对配置中的 gateway.id · the code is not for gateway ${gateway}: check gateway.id`,
  ],
  "log-taken": [
    "GATEWAY_ENROL_LOG_TAKEN",
    ({ log }) =>
      `日志 ${log.slice(0, 16)}… 已登记给另一台网关:数据目录像是复制来的。每台网关须有自己的数据目录 · the log is enrolled for another gateway: the data folder looks like a copy. Every gateway has its own`,
  ],
  "log-closed": [
    "GATEWAY_ENROL_LOG_CLOSED",
    ({ log }) =>
      `日志 ${log.slice(0, 16)}… 已被新日志接替而关闭,不能再用:请换一个空的数据目录 · the log was closed when another replaced it: use an empty data folder`,
  ],
  "replacement-not-open": [
    "GATEWAY_ENROL_REPLACEMENT_NOT_OPEN",
    ({ gateway, replaces }) => {
      const option = `--replaces${replaces === undefined ? "" : ` ${replaces.slice(0, 16)}`}`;
      return `网关 ${gateway} 已登记另一日志,这个码不许接替它(或码是给新日志的,而这里还是旧日志)。换盘换机请中心用 ${option} 出码 · gateway ${gateway} is enrolled with another log, and this code does not replace it (or it is for a new log, and this is the old one): have the centre make a code with ${option}`;
    },
  ],
  "proof-wrong": [
    "GATEWAY_ENROL_PROOF_WRONG",
    () =>
      "中心验不过密钥证明:两边版本可能不同,或 evidence-key.pem 不是这个日志的 · the centre could not verify the proof of the keys: another version, or evidence-key.pem is not this log's",
  ],
  "request-malformed": [
    "GATEWAY_ENROL_REQUEST_MALFORMED",
    () =>
      "中心看不懂请求:请把两边升级到同一版本 · the centre does not understand the request: bring both to one version",
  ],
  "too-many-attempts": [
    "GATEWAY_ENROL_TOO_MANY_ATTEMPTS",
    () => "尝试太频繁,请一分钟后再试 · too many attempts: try again in a minute",
  ],
  "centre-failed": [
    "GATEWAY_ENROL_CENTRE_FAILED",
    () =>
      "中心自己出错了:请中心看日志(磁盘?权限?),然后用同一登记码重试 · the centre itself failed: have its log read (disk? permissions?), then try again with the same code",
  ],
};

export function refusalError(
  { refusal, at, hostTime }: EnrolmentRefusalAnswer,
  asked: Asked,
): GatewayError {
  const [code, say] = words[refusal];
  const { site, gateway, log } = asked;
  const when = at === undefined ? "?" : new Date(at).toISOString();
  return new GatewayError(code, say(asked, when), { site, gateway, log, hostTime });
}
