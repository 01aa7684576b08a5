// `broker: { enrolled: true }`: where and as whom to connect stands in the grant of the enrolment; nothing is copied
// by hand, and nothing beside it is taken.

import type { Resolving } from "../config/resolving.ts";
import type { RawGatewayConfig } from "../config/schema.ts";
import type { BrokerSettings } from "../config/settings.ts";
import { clientKeyFile, grantFile, parseGrant, type StoredGrant } from "./stored-grant.ts";

const nowhere = { servers: [], clientId: "" } as const;

/** Keys that the grant decides. */
const decided = [
  "url",
  "servers",
  "username",
  "password",
  "clientId",
  "primaryHost",
  "tls",
] as const;

export function enrolledBroker(raw: RawGatewayConfig, resolving: Resolving): BrokerSettings {
  const { broker, gateway } = raw;
  const { protocol, keepAliveSeconds } = broker;
  for (const key of decided) {
    if (broker[key] === undefined) continue;
    resolving.problem(
      ["broker", key],
      `enrolled: true 时由登记决定,请删去 ${key} · the enrolment decides it: remove ${key}`,
    );
  }
  if (resolving.enrolment === "later") return { ...nowhere, protocol, keepAliveSeconds };
  const dataDir = resolving.pathOf(gateway.data);
  const grant = grantOf(raw, dataDir, resolving);
  const at = ["broker", "enrolled"];
  const key = grant && resolving.textOf(at, clientKeyFile(dataDir));
  if (grant === undefined || key === undefined) return { ...nowhere, protocol, keepAliveSeconds };
  const { server, clientId, log: enrolledLog, primaryHost, ca, certificate } = grant;
  const tls = { ca, cert: certificate, key };
  return { servers: [server], protocol, clientId, enrolledLog, primaryHost, keepAliveSeconds, tls };
}

function grantOf(
  { gateway }: RawGatewayConfig,
  dataDir: string,
  { textOf, problem }: Resolving,
): StoredGrant | undefined {
  const at = ["broker", "enrolled"];
  const file = grantFile(dataDir);
  const text = textOf(at, file);
  if (text === undefined) {
    problem(
      at,
      "这台网关还没有登记:请向中心要登记码,执行 lineproof gateway enrol · this gateway is not enrolled: ask the centre for a code and run lineproof gateway enrol",
    );
    return undefined;
  }
  const grant = parseGrant(text);
  if (grant === undefined) {
    problem(at, `${file} 已损坏,请重新登记 · the file is damaged: enrol again`);
    return undefined;
  }
  if (grant.site === gateway.site && grant.gateway === gateway.id) return grant;
  problem(
    at,
    `登记的是 ${grant.site}/${grant.gateway},配置却是 ${gateway.site}/${gateway.id};请改正编号或重新登记 · enrolled as ${grant.site}/${grant.gateway}, configured as ${gateway.site}/${gateway.id}: mend the ids or enrol again`,
  );
  return undefined;
}
