import { X509Certificate } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { type DoctorCheck, type DoctorFinding, fail, ok, unknown, warn } from "../doctor-check.ts";

const soonMs = 30 * 86_400_000;
/** A trust folder holds a handful. */
const maxFiles = 200;

export function judgeCertificate(
  name: string,
  certificate: X509Certificate,
  now: number,
): DoctorFinding {
  const [from, to] = [Date.parse(certificate.validFrom), Date.parse(certificate.validTo)];
  const until = new Date(to).toISOString().slice(0, 10);
  const said = `${name}: ${until} 到期 · valid until ${until}`;
  if (now < from)
    return fail(`${name}: 还没有生效 · not valid yet`, "校对本机时钟 · set this computer's clock");
  if (now > to) return fail(said, "换发证书 · have it renewed");
  return to - now < soonMs
    ? warn(said, "不到 30 天,准备换发 · less than 30 days: prepare its renewal")
    : ok(said);
}

type Named = { readonly name: string; readonly bytes: Uint8Array | string };

async function filesOf(path: string): Promise<readonly Named[]> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return [];
  const names = found.isDirectory()
    ? (await readdir(path)).slice(0, maxFiles).map((name) => join(path, name))
    : [path];
  return Promise.all(
    names
      .filter((name) => /\.(der|pem|crt|cer)$/i.test(name) && !/key/i.test(name))
      .map(async (name) => ({ name, bytes: await readFile(name) })),
  );
}

function trustPaths(endpoint: unknown): readonly string[] {
  if (typeof endpoint !== "object" || endpoint === null || !("trust" in endpoint)) return [];
  return Array.isArray(endpoint.trust) ? endpoint.trust.map(String) : [];
}

export const certificates: DoctorCheck = {
  id: "certificates",
  name: "证书 · certificates",
  async run({ machine, config }) {
    if (config === undefined) return [unknown("没有配置 · no configuration")];
    const { ca, cert } = config.broker.tls ?? {};
    const files = [
      ...config.connections.flatMap(({ endpoint }) => trustPaths(endpoint)),
      join(config.gateway.data, "pki", "own.cert.der"),
    ];
    const all: Named[] = [
      ...(ca === undefined ? [] : [{ name: "broker.tls.ca", bytes: ca }]),
      ...(cert === undefined ? [] : [{ name: "broker.tls.cert", bytes: cert }]),
      ...(await Promise.all(files.map(filesOf))).flat(),
    ];
    if (all.length === 0) return [ok("没有用到证书 · none in use")];
    return all.map(({ name, bytes }) => {
      try {
        return judgeCertificate(name, new X509Certificate(bytes), machine.clock.now());
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        return fail(
          `${name}: 不是证书 · no certificate: ${reason}`,
          "换成 PEM 或 DER 证书 · put a PEM or DER certificate there",
        );
      }
    });
  },
};
