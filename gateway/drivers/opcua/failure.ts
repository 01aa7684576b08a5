// What the client library says when something fails → the gateway's own error, one code per reason, with
// the mend. The library tells reasons in words; status names and system codes are found in them.
import { GatewayError, type GatewayErrorCode } from "../../errors.ts";
import type { OpcUaEndpoint } from "./endpoint.ts";

export function linkTimeout({ url, timeoutMs }: OpcUaEndpoint, what: string): GatewayError {
  return new GatewayError(
    "GATEWAY_LINK_TIMEOUT",
    `${url} 在 ${timeoutMs} ms 内没有应答(${what}),请检查地址、网线与防火墙 · no answer within ${timeoutMs} ms (${what}): check address, cable and firewall`,
    { url },
  );
}

export function linkLost({ url }: OpcUaEndpoint, reason: string, cause?: unknown): GatewayError {
  return new GatewayError(
    "GATEWAY_LINK_LOST",
    `${url} 连接中断,将重连 · connection is lost, it will be opened again: ${reason.replaceAll(/\s+/g, " ")}`,
    { url },
    { cause },
  );
}

export function connectionClosed(): GatewayError {
  return new GatewayError("GATEWAY_CONNECTION_CLOSED", "连接已关闭 · connection is closed");
}

type Known = {
  readonly pattern: RegExp;
  readonly code: GatewayErrorCode;
  readonly say: (endpoint: OpcUaEndpoint, ownFile: string) => string;
};

const known: readonly Known[] = [
  {
    pattern: /BadUserAccessDenied|BadIdentityToken(?:Rejected|Invalid)|BadUserSignatureInvalid/,
    code: "GATEWAY_OPCUA_USER_REFUSED",
    say: ({ url, user }) =>
      user === undefined
        ? `${url} 不许匿名登录,请写 user · the server admits no anonymous user: give user`
        : user.kind === "password"
          ? `${url} 拒绝用户 ${user.name},请检查用户名与密码 · the server refuses user ${user.name}: check name and password`
          : `${url} 拒绝用户证书,请在设备上信任 ${user.certificate} · the server refuses the user's certificate: make it trust ${user.certificate} as a user`,
  },
  {
    pattern: /BadCertificate\w*|BadSecurityChecksFailed|BadApplicationSignatureInvalid/,
    code: "GATEWAY_OPCUA_CLIENT_UNTRUSTED",
    say: ({ url }, ownFile) =>
      `${url} 不信任网关的证书,请在设备上信任 ${ownFile} · the server does not trust the gateway's certificate: make it trust ${ownFile}`,
  },
  {
    pattern: /BadTooManySessions|BadTooManySecureChannels|BadTcpNotEnoughResources/,
    code: "GATEWAY_OPCUA_SESSION_REFUSED",
    say: ({ url }) =>
      `${url} 的会话已满,请关闭多余的客户端 · the server has no session left: close clients that are not needed`,
  },
  {
    pattern: /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL/,
    code: "GATEWAY_LINK_REFUSED",
    say: ({ url }) => `${url} 连接不上,请检查地址与设备 · cannot connect, check address and device`,
  },
  {
    pattern: /may have been rejected by server|BadTcpMessageTypeInvalid|BadTcpEndpointUrlInvalid/,
    code: "GATEWAY_LINK_REFUSED",
    say: ({ url }) =>
      `${url} 接通后马上被断开:多半不是 OPC UA 端口,或服务器没有启用;请检查端口与设备设置 · accepted and closed at once: mostly no OPC UA port, or the server is not enabled: check port and device`,
  },
  {
    pattern: /ETIMEDOUT|Timeout\(A\)|timed out/i,
    code: "GATEWAY_LINK_TIMEOUT",
    say: ({ url }) =>
      `${url} 没有应答,请检查地址、网线与防火墙 · no answer: check address, cable and firewall`,
  },
];

/** @param ownFile where the gateway's own certificate lies. */
export function failureOf(cause: unknown, endpoint: OpcUaEndpoint, ownFile: string): GatewayError {
  if (cause instanceof GatewayError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  for (const { pattern, code, say } of known) {
    const found = pattern.exec(reason)?.[0];
    if (found === undefined) continue;
    const message = `${say(endpoint, ownFile)} (${found})`;
    return new GatewayError(code, message, { url: endpoint.url, reason: found }, { cause });
  }
  return linkLost(endpoint, reason, cause);
}
