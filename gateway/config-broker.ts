// Broker settings: no secret in the file, no plaintext off loopback, no silent downgrade.

import type { RawGatewayConfig } from "./config-schema.ts";
import { resolveSecret } from "./config-secret.ts";
import { isLoopback } from "./loopback.ts";
import type { Resolving } from "./resolving.ts";
import type { BrokerSettings } from "./settings.ts";

export function resolveBroker(raw: RawGatewayConfig, resolving: Resolving): BrokerSettings {
  const { url, username, password, clientId, primaryHost, tls, keepAliveSeconds } = raw.broker;
  checkUrl(url, resolving);
  const secret =
    password === undefined ? undefined : resolveSecret(password, ["broker", "password"], resolving);
  return {
    url,
    clientId: clientId ?? `${raw.gateway.site}.${raw.gateway.id}`,
    keepAliveSeconds,
    ...(username === undefined ? {} : { username }),
    ...(secret === undefined ? {} : { password: secret }),
    ...(primaryHost === undefined ? {} : { primaryHost }),
    ...(tls === undefined ? {} : { tls: resolveTls(tls, resolving) }),
  };
}

function checkUrl(text: string, { problem }: Resolving): void {
  const at = ["broker", "url"];
  const url = URL.parse(text);
  if (url === null || !["mqtt:", "mqtts:"].includes(url.protocol) || url.hostname === "") {
    problem(
      at,
      "应为 mqtt://127.0.0.1:1883 或 mqtts://主机:8883 · must be mqtt://127.0.0.1:1883 or mqtts://host:8883",
    );
    return;
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

function resolveTls(
  tls: NonNullable<RawGatewayConfig["broker"]["tls"]>,
  { textOf }: Resolving,
): NonNullable<BrokerSettings["tls"]> {
  const pem = (name: "ca" | "cert" | "key") => {
    const path = tls[name];
    const text = path === undefined ? undefined : textOf(["broker", "tls", name], path);
    return text === undefined ? {} : { [name]: text };
  };
  return { ...pem("ca"), ...pem("cert"), ...pem("key") };
}
