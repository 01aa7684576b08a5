// A person at the centre lets one gateway join: makes a one-time code for it. Works beside the running centre.
import { randomBytes } from "node:crypto";
import { isIP } from "node:net";
import {
  centreGroups,
  centreSymbols,
  formatEnrolmentCode,
  secretBytes,
  secretSymbols,
} from "#contracts/enrolment-code.ts";
import type { LineModel } from "#contracts/line-model.ts";
import type { IngestConfig } from "../config.ts";
import { IngestError } from "../errors.ts";
import { loadLineModels } from "../line-models.ts";
import { openCentreAuthority, openCentreRegistry } from "./centre-registry.ts";
import { clientName, secretHash } from "./enrolment-desk.ts";
import type { EnrolmentRegistry } from "./enrolment-registry.ts";
import type { TlsConfig } from "./tls-config.ts";

export type CodeOrder = {
  readonly site: string;
  readonly gateway: string;
  readonly validMs: number;
  /** Log that the gateway's new log replaces: 64 hex digits, or the first eight or more of a log enrolled here. */
  readonly replaces?: string;
};

export type IssuedCode = {
  readonly code: string;
  /** The part of it that names the centre, in groups for reading aloud. */
  readonly centre: readonly string[];
  /** ms UTC */
  readonly expiresAt: number;
  /** Log that stands for the gateway now, or stood last before it was revoked; without `replaces` only this one may be enrolled again. */
  readonly standing: string | null;
  readonly replaces: string | null;
  /** Addresses of the enrolment service, `https://host:port`. */
  readonly addresses: readonly string[];
};

/** X.520 ub-common-name: longer names are refused by some libraries. */
const maxName = 64;

/** The TLS part of a centre's configuration. Throws INGEST_ENROLMENT_OFF. */
export function tlsOf({ broker }: IngestConfig): TlsConfig {
  if (broker.kind === "embedded" && broker.tls !== undefined) return broker.tls;
  throw new IngestError(
    "INGEST_ENROLMENT_OFF",
    "这个中心不接受登记:请在 ingest.broker.embedded 下写 tls: { host: 0.0.0.0, hosts: [中心的主机名或 IP] } · this centre enrols nobody: write tls: { host: 0.0.0.0, hosts: [its names or addresses] } under ingest.broker.embedded",
  );
}

function checkTarget(models: readonly LineModel[], { site, gateway }: CodeOrder): void {
  const model = models.find((each) => each.site.id === site);
  if (model === undefined) {
    const known = models.map((each) => each.site.id).join("、");
    throw new IngestError(
      "INGEST_ENROLMENT_SITE",
      `没有站点 ${site};这个中心有:${known} · no site ${site}; this centre has ${known}`,
      { site },
    );
  }
  const gateways = new Set(
    model.lines.flatMap(({ equipment }) =>
      equipment.flatMap(({ signals }) => signals.map((signal) => signal.gateway)),
    ),
  );
  if (!gateways.has(gateway)) {
    const known = [...gateways].join("、");
    throw new IngestError(
      "INGEST_ENROLMENT_GATEWAY",
      `站点 ${site} 的产线模型里没有网关 ${gateway};有:${known} · the line model of ${site} has no gateway ${gateway}; it has ${known}`,
      { site, gateway },
    );
  }
  if (clientName(site, gateway).length > maxName) {
    throw new IngestError(
      "INGEST_ENROLMENT_NAME",
      `证书名 ${clientName(site, gateway)} 超过 ${maxName} 个字符;请缩短站点或网关编号 · the certificate's name has more than ${maxName} characters: shorten the id of site or gateway`,
      { site, gateway },
    );
  }
}

/** The log meant by `--replaces`; undefined when it is not to be told from others. */
function logMeant(own: readonly string[], given: string): string | undefined {
  const found = own.filter((log) => log.startsWith(given));
  if (given.length >= 8 && found.length === 1) return found[0];
  // A gateway that had a credential of the configuration is in no registry: its log id is given whole.
  return /^[0-9a-f]{64}$/.test(given) ? given : undefined;
}

function logNamed(registry: EnrolmentRegistry, order: CodeOrder): string | undefined {
  const { site, gateway, replaces } = order;
  if (replaces === undefined) return undefined;
  const enrolled = registry.list().filter((each) => each.site === site && each.gateway === gateway);
  const own = [...new Set(enrolled.map(({ log }) => log))];
  const log = logMeant(own, replaces.toLowerCase());
  if (log !== undefined && registry.mayReplace(site, gateway, log)) return log;
  const known = own.map((each) => each.slice(0, 16)).join("、") || "-";
  throw new IngestError(
    "INGEST_ENROLMENT_LOG",
    log === undefined
      ? `网关 ${gateway} 没有以 ${replaces} 开头的日志;登记过:${known} · gateway ${gateway} has no log that begins with ${replaces}; enrolled: ${known}`
      : `日志 ${log.slice(0, 16)}… 已被接替,或属于另一台网关;${gateway} 登记过:${known} · the log was replaced already, or is another gateway's; enrolled for ${gateway}: ${known}`,
    { site, gateway, replaces },
  );
}

/** Throws INGEST_ENROLMENT_*, INGEST_CA_*, INGEST_REGISTRY_*, and what reading line models throws. */
export async function issueCode(
  config: IngestConfig,
  order: CodeOrder,
  now: number,
): Promise<IssuedCode> {
  const tls = tlsOf(config);
  checkTarget(loadLineModels(config.sites.map(({ lineModel }) => lineModel)), order);
  const registry = openCentreRegistry(config.data);
  const authority = await openCentreAuthority(config.data, registry, now);
  try {
    const { site, gateway, validMs } = order;
    const replaces = logNamed(registry, order);
    const centre = centreSymbols(authority.fingerprint);
    const secret = secretSymbols(randomBytes(secretBytes));
    const expiresAt = now + validMs;
    const hash = secretHash(secret);
    registry.addCode({ hash, site, gateway, expiresAt, ...(replaces && { replaces }) }, now);
    return {
      code: formatEnrolmentCode({ centre, secret }),
      centre: centreGroups(centre),
      expiresAt,
      standing: registry.lastLog(site, gateway) ?? null,
      replaces: replaces ?? null,
      addresses: tls.hosts.map(
        (host) => `https://${isIP(host) === 6 ? `[${host}]` : host}:${tls.enrolmentPort}`,
      ),
    };
  } finally {
    registry.close();
  }
}
