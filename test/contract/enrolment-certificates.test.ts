// What the centre's own CA signs, judged by openssl.
import { execFileSync } from "node:child_process";
import { generateKeyPairSync, X509Certificate } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { openAuthority } from "#ingest/enrolment/authority.ts";
import { openServerCertificate } from "#ingest/enrolment/server-certificate.ts";
import { testWith } from "../kit/peers.ts";
import { temporaryFolder } from "../kit/temporary-folder.ts";

const test = testWith("openssl");
const now = Date.now();

function write(folder: string, name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** What `openssl verify` says; it ends with `: OK` when all is well. */
function verify(folder: string, certificate: string, authority: string, ...more: string[]): string {
  const args = ["verify", "-x509_strict", "-CAfile", write(folder, "ca", authority), ...more];
  try {
    return execFileSync("openssl", [...args, write(folder, "c", certificate)], {
      stdio: "pipe",
    }).toString();
  } catch (error) {
    return String(Object(error).stderr);
  }
}

test("openssl takes a client certificate for a client's only, within the authority's life", async () => {
  const folder = temporaryFolder();
  const authority = await openAuthority(join(folder, "authority.pem"), now, false);
  const { publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { pem, fingerprint } = await authority.issueClient(publicKey, "文安-01.gw=1, O=x", now);
  expect(verify(folder, pem, authority.certificate, "-purpose", "sslclient")).toMatch(/: OK\n$/);
  expect(verify(folder, pem, authority.certificate, "-purpose", "sslserver")).toContain(
    "unsuitable",
  );
  const certificate = new X509Certificate(pem);
  expect(certificate.toLegacyObject().subject).toEqual({ CN: "文安-01.gw=1, O=x" });
  expect(certificate.fingerprint256.replaceAll(":", "").toLowerCase()).toBe(fingerprint);
  expect(certificate.validToDate).toEqual(new X509Certificate(authority.certificate).validToDate);
});

test("openssl takes the server's for its names and addresses", async () => {
  const folder = temporaryFolder();
  const authority = await openAuthority(join(folder, "authority.pem"), now, false);
  const hosts = ["centre.example", "192.168.1.5", "::1"];
  const { cert } = await openServerCertificate(join(folder, "s"), authority, hosts, now);
  const check = (...more: string[]) => verify(folder, cert, authority.certificate, ...more);
  expect(check("-purpose", "sslserver", "-verify_hostname", "centre.example")).toMatch(/: OK\n$/);
  expect(check("-verify_ip", "192.168.1.5")).toMatch(/: OK\n$/);
  expect(check("-verify_ip", "::1")).toMatch(/: OK\n$/);
  expect(check("-verify_hostname", "other.example")).toContain("hostname mismatch");
  expect(check("-purpose", "sslclient")).toContain("unsuitable");
});
