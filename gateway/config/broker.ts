// Broker settings: no secret in the file, no plaintext off loopback, no silent downgrade.
import { createPrivateKey, X509Certificate } from "node:crypto";
import { enrolledBroker } from "../enrolment/enrolled-broker.ts";
import { isLoopback } from "./loopback.ts";
import { resolveSecret } from "./resolve-secret.ts";
import type { Resolving } from "./resolving.ts";
import type { RawGatewayConfig } from "./schema.ts";
import type { BrokerSettings } from "./settings.ts";

type Keys = readonly PropertyKey[];

export function resolveBroker(raw: RawGatewayConfig, resolving: Resolving): BrokerSettings {
  if (raw.broker.enrolled === true) return enrolledBroker(raw, resolving);
  const { username, password, clientId, primaryHost, tls, keepAliveSeconds, protocol } = raw.broker;
  const secret =
    password === undefined ? undefined : resolveSecret(password, ["broker", "password"], resolving);
  if (username === undefined && password !== undefined) {
    resolving.problem(
      ["broker", "username"],
      "写了 password 却没有 username · a password needs a username",
    );
  }
  return {
    servers: resolveServers(raw, resolving),
    protocol,
    clientId: clientId ?? `${raw.gateway.site}.${raw.gateway.id}`,
    keepAliveSeconds,
    ...(username === undefined ? {} : { username }),
    ...(secret === undefined ? {} : { password: secret }),
    ...(primaryHost === undefined ? {} : { primaryHost }),
    ...(tls === undefined ? {} : { tls: resolveTls(tls, resolving) }),
  };
}

function resolveServers(raw: RawGatewayConfig, { problem }: Resolving): readonly string[] {
  const { url, servers, primaryHost, tls } = raw.broker;
  if ((url === undefined) === (servers === undefined)) {
    problem(["broker"], "url 与 servers 必须恰有一个 · exactly one of url and servers");
  }
  const listed: [string, Keys][] =
    servers?.map((server, i) => [server, ["broker", "servers", i]]) ??
    (url === undefined ? [] : [[url, ["broker", "url"]]]);
  for (const [text, at] of listed) checkUrl(text, at, problem);
  const all = listed.map(([text]) => text);
  if (new Set(all).size < all.length) {
    problem(["broker", "servers"], "同一服务器列了两次 · a server is listed twice");
  }
  if (all.length > 1 && primaryHost === undefined) {
    problem(
      ["broker", "primaryHost"],
      "有多台服务器时必须写 primaryHost,否则无从知道主机在哪一台 · several servers need primaryHost: only its STATE tells where the host is",
    );
  }
  if (tls !== undefined && all.length > 0 && all.every((text) => !text.startsWith("mqtts:"))) {
    problem(["broker", "tls"], "tls 只用于 mqtts:// · tls is for mqtts:// only");
  }
  return all;
}

function checkUrl(text: string, at: Keys, problem: Resolving["problem"]): void {
  const url = URL.parse(text);
  if (url === null || !["mqtt:", "mqtts:"].includes(url.protocol) || url.hostname === "") {
    problem(
      at,
      "应为 mqtt://127.0.0.1:1883 或 mqtts://主机:8883 · must be mqtt://127.0.0.1:1883 or mqtts://host:8883",
    );
    return;
  }
  // What the client library would read out of the address may not change what was checked here.
  if (url.search !== "" || url.hash !== "" || !["", "/"].includes(url.pathname)) {
    problem(at, "地址只写到端口为止 · the address ends with the port");
  }
  if (url.username !== "" || url.password !== "") {
    problem(
      at,
      "账号不写在地址里,请用 username 与 password · no credentials in the address: use username and password",
    );
  }
  if (url.protocol === "mqtt:" && !isLoopback(url.hostname)) {
    problem(
      at,
      `明文 MQTT 只许用于本机;到 ${url.hostname} 请用 mqtts:// · plaintext MQTT is for loopback only: use mqtts:// to reach ${url.hostname}`,
    );
  }
}

type RawTls = NonNullable<RawGatewayConfig["broker"]["tls"]>;

function resolveTls(
  tls: RawTls,
  { textOf, problem }: Resolving,
): NonNullable<BrokerSettings["tls"]> {
  const read = (name: keyof RawTls): string | undefined => {
    const path = tls[name];
    return path === undefined ? undefined : textOf(["broker", "tls", name], path);
  };
  const [ca, cert, key] = [read("ca"), read("cert"), read("key")];
  const wrong = (name: keyof RawTls, words: string) => problem(["broker", "tls", name], words);
  const authority = ca === undefined ? undefined : certificateOf(ca);
  const own = cert === undefined ? undefined : certificateOf(cert);
  const notPem = "不是 PEM 证书 · is no PEM certificate";
  if (ca !== undefined && authority === undefined) wrong("ca", notPem);
  if (cert !== undefined && own === undefined) wrong("cert", notPem);
  if ((tls.cert === undefined) !== (tls.key === undefined)) {
    wrong(
      tls.cert === undefined ? "cert" : "key",
      "客户端证书与私钥须同时给出 · a client certificate and its key come together",
    );
  }
  if (key !== undefined) checkKey(key, own, wrong);
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  };
}

function checkKey(
  pem: string,
  own: X509Certificate | undefined,
  wrong: (name: "key", words: string) => void,
): void {
  try {
    const key = createPrivateKey(pem);
    if (own !== undefined && !own.checkPrivateKey(key)) {
      wrong("key", "私钥与 tls.cert 不是一对 · the key does not belong to tls.cert");
    }
  } catch {
    wrong(
      "key",
      "不是未加密的 PEM 私钥(加密的私钥请先解密,并用文件权限保护) · is no unencrypted PEM key (decrypt it and protect it by file permissions)",
    );
  }
}

/** The first certificate of a PEM text. */
function certificateOf(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}
