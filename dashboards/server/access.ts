// Who may reach the server: plaintext HTTP stays on loopback, and only under a name of this machine.
// The Host check stops a foreign web page that points its own name at 127.0.0.1 (DNS rebinding).
import type { IncomingHttpHeaders } from "node:http";
import { isIPv4, isIPv6 } from "node:net";
import { DashboardsError } from "../errors.ts";

export function isLoopback(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, "").toLowerCase();
  if (name === "localhost") return true;
  if (isIPv4(name)) return name.startsWith("127.");
  return isIPv6(name) && (name === "::1" || name === "0:0:0:0:0:0:0:1");
}

/** Throws DASHBOARDS_PLAINTEXT_REFUSED for an address that other machines can reach. */
export function assertLoopback(host: string, port: number): void {
  if (isLoopback(host)) return;
  throw new DashboardsError(
    "DASHBOARDS_PLAINTEXT_REFUSED",
    `拒绝在 ${host}:${port} 上提供明文 HTTP:请把 host 改为 127.0.0.1(远程查看请用 SSH 隧道)· ` +
      `plaintext HTTP on ${host}:${port} is refused: set host to 127.0.0.1 (use an SSH tunnel to look from afar)`,
    { host, port },
  );
}

/** Throws DASHBOARDS_HOST_REFUSED unless the Host header names this machine's loopback. */
export function assertOwnName(hostHeader: string | undefined): void {
  const given = hostHeader ?? "";
  const url = URL.canParse(`http://${given}`) ? new URL(`http://${given}`) : undefined;
  if (url !== undefined && isLoopback(url.hostname)) return;
  throw new DashboardsError(
    "DASHBOARDS_HOST_REFUSED",
    `请用 localhost 或 127.0.0.1 打开本页,而不是「${given}」· open this page as localhost or 127.0.0.1, not as "${given}"`,
    { host: given },
  );
}

/**
 * A page that writes must be our own and say JSON. Browsers name the page's origin with every POST; what is no
 * browser needs none. Throws DASHBOARDS_ORIGIN_REFUSED or DASHBOARDS_MEDIA_REFUSED.
 */
export function assertOwnOrigin(headers: IncomingHttpHeaders): void {
  const { origin, host } = headers;
  const fetchSite = headers["sec-fetch-site"] ?? "same-origin";
  if ((origin !== undefined && origin !== `http://${host}`) || fetchSite !== "same-origin") {
    throw new DashboardsError(
      "DASHBOARDS_ORIGIN_REFUSED",
      `不接受来自「${origin ?? fetchSite}」的页面提交 · a page of "${origin ?? fetchSite}" may not write here`,
      { origin: origin ?? "", host: host ?? "" },
    );
  }
  const media = headers["content-type"]?.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (media !== "application/json") {
    throw new DashboardsError(
      "DASHBOARDS_MEDIA_REFUSED",
      `请求内容须为 application/json,而不是「${media}」· the body must be application/json, not "${media}"`,
      { media },
    );
  }
}
