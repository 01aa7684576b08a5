import { type ErrorChapter, entry } from "./error-entry.ts";

export const brokerErrors: ErrorChapter = {
  title: "消息服务器 · broker",
  entries: [
    entry(
      "warn",
      "GATEWAY_BROKER_UNREACHABLE",
      [
        "连不上消息服务器。数据都已落盘,恢复后自动补传。",
        "查网络、防火墙、服务器是否运行;核对 broker.url。",
      ],
      [
        "The broker cannot be reached. All data are on disk and are sent when it is back.",
        "Check network, firewall and whether it runs; check broker.url.",
      ],
    ),
    entry(
      "error",
      "GATEWAY_BROKER_REFUSED",
      ["服务器拒绝连接。数据留在本机。", "看服务器日志中的原因与访问权限。"],
      [
        "The broker refuses the connection. Data stay here.",
        "Read its log for the reason; check its access rules.",
      ],
    ),
    entry(
      "error",
      "GATEWAY_BROKER_CREDENTIALS",
      ["用户名或密码不对。", "核对账号与密码文件;改后重启网关。"],
      ["User name or password is wrong.", "Check account and secret file; restart after a change."],
    ),
    entry(
      "error",
      "GATEWAY_BROKER_CLIENT_ID",
      ["服务器不接受这个客户端编号。", "按服务器的规定改 broker.clientId。"],
      ["The broker does not take this client id.", "Change broker.clientId as it demands."],
    ),
    entry(
      "error",
      "GATEWAY_BROKER_PROTOCOL",
      ["服务器不支持所写的 MQTT 版本。", "把 broker.protocol 改为 4(3.1.1)或 5。"],
      ["The broker does not speak this version of MQTT.", "Set broker.protocol to 4 (3.1.1) or 5."],
    ),
    entry(
      "warn",
      "GATEWAY_BROKER_BUSY",
      ["服务器忙或在维护。自动重试。", "等待;长期如此就联系管理员。"],
      [
        "The broker is busy or being serviced. It is tried again.",
        "Wait; if it lasts ask its administrator.",
      ],
    ),
    entry(
      "error",
      "GATEWAY_BROKER_SUBSCRIPTION",
      ["服务器不许订阅指令或 STATE 主题。", "在访问规则中放行提示的主题。"],
      [
        "The broker does not allow a subscription that is needed.",
        "Allow the topics that are named.",
      ],
    ),
    entry(
      "warn",
      "GATEWAY_BROKER_DROPPED",
      ["服务器断开了连接。自动重连。", "反复出现就看服务器日志。"],
      [
        "The broker dropped the connection. It is made again.",
        "If it repeats read the broker's log.",
      ],
    ),
    entry(
      "error",
      "GATEWAY_BROKER_TAKEN_OVER",
      ["另一个客户端用同一编号登录,把本网关挤下线。", "找出用同一 clientId 的程序,或克隆的网关。"],
      [
        "Another client with the same id took over the connection.",
        "Find the program with this clientId, or the cloned gateway.",
      ],
    ),
    entry(
      "error",
      "GATEWAY_BROKER_UNTRUSTED",
      ["服务器证书不是所信任的机构签发的;不会绕过。", "核对 broker.tls.ca;自签证书要放其 CA。"],
      [
        "The broker's certificate is not signed by whom you trust; that is never bypassed.",
        "Check broker.tls.ca; for a private CA give its certificate.",
      ],
    ),
    entry(
      "error",
      "GATEWAY_BROKER_CERTIFICATE_EXPIRED GATEWAY_BROKER_CERTIFICATE_EARLY",
      ["服务器证书过期或尚未生效。", "先查网关时钟;再请管理员换证书。"],
      [
        "The broker's certificate has expired or is not valid yet.",
        "Check the gateway's clock first, then have it renewed.",
      ],
    ),
    entry(
      "error",
      "GATEWAY_BROKER_HOST_NAME",
      ["证书里没有所连的主机名。", "用证书里的名字连接,或请管理员换证书。"],
      ["The certificate does not name this host.", "Connect by a name in it, or have it renewed."],
    ),
    entry(
      "error",
      "GATEWAY_BROKER_CLIENT_CERTIFICATE",
      ["服务器要求或拒绝了网关的客户端证书。", "核对 broker.tls.cert 与 key;可能要重新登记。"],
      [
        "The broker demands or refuses the gateway's certificate.",
        "Check broker.tls.cert and key; perhaps enrol again.",
      ],
    ),
    entry(
      "error",
      "GATEWAY_BROKER_TLS",
      ["TLS 握手失败。", "核对端口是否为 TLS、两边的 TLS 版本。"],
      ["The TLS handshake failed.", "Check that the port speaks TLS, and both versions."],
    ),
    entry(
      "warn",
      "GATEWAY_PUBLISH_TIMEOUT",
      ["消息迟迟发不出去,连接已重开;数据仍在本机。", "查链路质量与服务器负荷。"],
      [
        "A message could not be sent in time; the connection is made anew, data stay on disk.",
        "Check the line's quality and the broker's load.",
      ],
    ),
    entry(
      "error",
      "GATEWAY_PUBLISH_TOO_LARGE",
      [
        "一条消息超过服务器的包长上限,没有发送;数据仍在本机。",
        "调大服务器的上限(mosquitto: max_packet_size),或把设备拆成几台。",
      ],
      [
        "A message exceeds the broker's packet limit and was not sent; data stay on disk.",
        "Raise the limit (mosquitto: max_packet_size), or split the equipment.",
      ],
    ),
  ],
};
