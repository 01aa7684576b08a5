import { type ErrorChapter, entry } from "./error-entry.ts";

export const enrolmentErrors: ErrorChapter = {
  title: "登记 · enrolment",
  entries: [
    entry(
      "error",
      "GATEWAY_ENROL_CODE_MISTYPED",
      ["登记码有错字。", "照原样再抄一遍。"],
      ["The code has a typing error.", "Copy it once more."],
    ),
    entry(
      "error",
      "GATEWAY_ENROL_CODE_UNKNOWN GATEWAY_ENROL_CODE_USED GATEWAY_ENROL_CODE_EXPIRED",
      ["中心不认识这个码、码已用过或已过期。不是您用的,请立即告诉中心。", "向中心要一个新码。"],
      [
        "The centre does not know the code, or it was used or expired. If somebody else used it tell the centre at once.",
        "Ask for a new code.",
      ],
    ),
    entry(
      "error",
      "GATEWAY_ENROL_ADDRESS GATEWAY_ENROL_NO_TLS GATEWAY_ENROL_ANSWER",
      [
        "地址写法不对,或那里不是中心的登记服务。",
        "地址写作 https://主机:登记端口;两边版本要一致。",
      ],
      [
        "The address is wrong, or what is there is no enrolment service.",
        "Write https://host:enrolment-port; both sides need the same version.",
      ],
    ),
    entry(
      "warn",
      "GATEWAY_ENROL_UNREACHABLE",
      ["连不上中心,码没有用掉。", "查网线、防火墙、地址后重试。"],
      [
        "The centre cannot be reached; the code is not used up.",
        "Check cable, firewall and address, then try again.",
      ],
    ),
    entry(
      "error",
      "GATEWAY_ENROL_OTHER_CENTRE GATEWAY_ENROL_UNVERIFIED",
      ["对方不是登记码所说的中心;可能有人在中间。什么都没有发送。", "打电话与中心核对地址和指纹。"],
      [
        "Whoever answers is not the centre of the code; somebody may stand in between. Nothing was sent.",
        "Call the centre and compare address and fingerprint.",
      ],
    ),
    entry(
      "error",
      "GATEWAY_ENROL_HOST_NAME",
      ["中心证书里没有这个主机名。", "改用提示中的名字,或请中心加入 tls.hosts。"],
      [
        "The centre's certificate does not name this host.",
        "Use a name that it has, or have it added to tls.hosts.",
      ],
    ),
    entry(
      "error",
      "GATEWAY_ENROL_CLOCK",
      ["网关时钟不在中心证书的有效期内。", "对时(timedatectl set-ntp true)后重试。"],
      [
        "The gateway's clock is outside the certificate's validity.",
        "Set the clock (timedatectl set-ntp true) and try again.",
      ],
    ),
    entry(
      "error",
      "GATEWAY_ENROL_STORE",
      ["登记成功但结果写不下。", "清出磁盘或改权限,用同一码重试。"],
      [
        "Enrolled, but the result cannot be stored.",
        "Mend disk or rights and try again with the same code.",
      ],
    ),
    entry(
      "error",
      "GATEWAY_ENROL_KEY_UNUSABLE",
      ["网关的 TLS 密钥不能用。", "改权限;损坏就删去,用新码登记。"],
      [
        "The gateway's TLS key cannot be used.",
        "Mend its rights; if damaged delete it and enrol with a new code.",
      ],
    ),
    entry(
      "error",
      "GATEWAY_ENROL_OTHER_SITE GATEWAY_ENROL_OTHER_GATEWAY",
      ["登记码是给别的站点或网关的。", "核对 gateway.site、gateway.id,或要对应的码。"],
      [
        "The code is for another site or gateway.",
        "Check gateway.site and gateway.id, or ask for the right code.",
      ],
    ),
    entry(
      "error",
      "GATEWAY_ENROL_LOG_TAKEN GATEWAY_ENROL_LOG_CLOSED",
      ["这个日志已登记给别的网关,或已关闭:数据目录像是复制来的。", "换一个空的数据目录。"],
      [
        "The log belongs to another gateway or was closed: the data folder looks like a copy.",
        "Use an empty data folder.",
      ],
    ),
    entry(
      "error",
      "GATEWAY_ENROL_REPLACEMENT_NOT_OPEN",
      ["这个码不许接替现有日志。", "换盘换机请中心出接替码(--replaces)。"],
      [
        "The code does not allow to replace the enrolled log.",
        "For a new disk or computer ask for a code with --replaces.",
      ],
    ),
    entry(
      "error",
      "GATEWAY_ENROL_PROOF_WRONG GATEWAY_ENROL_REQUEST_MALFORMED",
      ["中心看不懂或验不过请求。", "两边升级到同一版本;核对密钥属于这个日志。"],
      [
        "The centre cannot read or verify the request.",
        "Bring both to one version; check that the key is this log's.",
      ],
    ),
    entry(
      "warn",
      "GATEWAY_ENROL_TOO_MANY_ATTEMPTS",
      ["尝试太频繁。", "等一分钟。"],
      ["Too many attempts.", "Wait a minute."],
    ),
    entry(
      "error",
      "GATEWAY_ENROL_CENTRE_FAILED",
      ["中心自己出错。", "请中心看日志,然后用同一码重试。"],
      ["The centre itself failed.", "Have its log read, then try again with the same code."],
    ),
  ],
};
