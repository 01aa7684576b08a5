import { type ErrorChapter, entry } from "./error-entry.ts";

export const opcuaErrors: ErrorChapter = {
  title: "OPC UA",
  entries: [
    entry(
      "error",
      "GATEWAY_OPCUA_KEY_UNUSABLE",
      [
        "网关自己的 OPC UA 私钥或证书不能用。",
        "查数据目录 pki/ 的权限与磁盘;损坏就删去 pki/own.*,会重新生成,之后各服务器要重新信任。",
      ],
      [
        "The gateway's own OPC UA key or certificate cannot be used.",
        "Check rights and disk of pki/ in the data folder; if damaged delete pki/own.*: new ones are made, which the servers must trust again.",
      ],
    ),
    entry(
      "error",
      "GATEWAY_OPCUA_TRUST_UNREADABLE",
      ["trust 写的文件或目录读不出。", "核对路径与权限;证书为 PEM 或 DER。"],
      [
        "A file or folder of trust cannot be read.",
        "Check path and rights; certificates are PEM or DER.",
      ],
    ),
    entry(
      "error",
      "GATEWAY_OPCUA_MODE_NOT_OFFERED",
      [
        "服务器不提供所写的安全模式或策略;网关不会自动降级。",
        "在服务器上启用它,或有意识地改 securityMode、securityPolicy。",
      ],
      [
        "The server does not offer the security mode or policy that is written; the gateway never downgrades by itself.",
        "Enable it at the server, or change securityMode and securityPolicy knowingly.",
      ],
    ),
    entry(
      "error",
      "GATEWAY_OPCUA_SERVER_UNTRUSTED",
      [
        "服务器证书不在信任列表;已存入 pki/rejected/,连接未建立。",
        "与设备屏幕或厂家核对指纹,再把文件放进 trust 目录;下次重试即采用。",
      ],
      [
        "The server's certificate is not trusted; it was kept in pki/rejected/, no connection was made.",
        "Compare its fingerprint with the device or maker, then put the file into a trust folder: the next attempt takes it.",
      ],
    ),
    entry(
      "error",
      "GATEWAY_OPCUA_CERTIFICATE_EXPIRED",
      [
        "服务器证书过期或尚未生效;不会绕过。",
        "先查两边时钟;确实过期就在服务器上换证书并重新信任。",
      ],
      [
        "The server's certificate has expired or is not valid yet; that is never bypassed.",
        "Check both clocks first; if it really expired renew it at the server and trust the new one.",
      ],
    ),
    entry(
      "error",
      "GATEWAY_OPCUA_CERTIFICATE_CHANGED",
      [
        "服务器出示的证书与以前不同;连接未建立。",
        "设备换过证书(到期换发、重装、换机)的:核对设备上显示的指纹,把 pki/rejected/ 里的新证书放进 trust 目录,下次重试即采用,旧的可删。没有换过的:可能有人冒充,先查网络。",
      ],
      [
        "The server shows another certificate than before; no connection was made.",
        "If it was renewed (expiry, new installation, new device): compare the fingerprint shown at the device, put the new certificate from pki/rejected/ into a trust folder, the next attempt takes it; the old one may go. If not, somebody may stand in between: look at the network first.",
      ],
    ),
    entry(
      "error",
      "GATEWAY_OPCUA_CLIENT_UNTRUSTED",
      ["服务器不信任网关的证书。", "把数据目录的 pki/own.cert.der 加入服务器的信任列表。"],
      [
        "The server does not trust the gateway's certificate.",
        "Add pki/own.cert.der of the data folder to the server's trust list.",
      ],
    ),
    entry(
      "error",
      "GATEWAY_OPCUA_USER_NOT_OFFERED",
      ["服务器不接受这种登录方式。", "在服务器上启用,或改 user。"],
      ["The server does not take this kind of user.", "Enable it there, or change user."],
    ),
    entry(
      "error",
      "GATEWAY_OPCUA_USER_REFUSED",
      [
        "用户名或密码不对,或该用户无权登录。为免账号被锁,网关放慢重试(5 分钟起)。",
        "核对账号;改好密码文件或配置后重读(systemctl reload,或页面上的「重读文件」),即刻再试。",
      ],
      [
        "User name or password is wrong, or this user may not log in. Attempts become rare (5 min and more), so that the account is not locked.",
        "Check the account; mend secret file or configuration, then reload (systemctl reload, or on the local page): it is tried at once.",
      ],
    ),
    entry(
      "error",
      "GATEWAY_OPCUA_USER_CERTIFICATE",
      ["用户证书或其私钥不能用。", "核对文件、权限与两者是否配对。"],
      [
        "The user's certificate or key cannot be used.",
        "Check the files, their rights and that they belong together.",
      ],
    ),
    entry(
      "warn",
      "GATEWAY_OPCUA_SESSION_REFUSED",
      [
        "服务器拒绝会话(多半是会话已满)。自动重试。",
        "关掉别的客户端;重启服务器可清除残留会话;S7-1200 会话数很少。",
      ],
      [
        "The server refused a session, most likely all are in use. It is tried again.",
        "Close other clients; a restart of the server clears dead sessions; an S7-1200 has few.",
      ],
    ),
  ],
};
