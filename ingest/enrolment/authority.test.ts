// The centre's own CA and the certificate of its listeners, as files; what openssl says of them is in test/contract.
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openAuthority, serverDays } from "./authority.ts";
import { openServerCertificate } from "./server-certificate.ts";

const now = Date.now();
const dayMs = 86_400_000;
let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lineproof-ca-"));
  file = join(folder, "authority.pem");
});
afterEach(() => rmSync(folder, { recursive: true }));

test("made once, for its owner only, also by two processes at once", async () => {
  const [one, other] = await Promise.all([1, 2].map(() => openAuthority(file, now, false)));
  expect(one?.fingerprint).toEqual(other?.fingerprint);
  const text = readFileSync(file, "utf8");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect((await openAuthority(file, now, true)).fingerprint).toEqual(one?.fingerprint);
  expect(readFileSync(file, "utf8")).toBe(text);
});

test("a computer that does not know what year it is makes no CA: it would end before it is used", async () => {
  await expect(openAuthority(file, 86_400_000, false)).rejects.toMatchObject({
    code: "INGEST_CA_CLOCK",
  });
  expect(existsSync(file)).toBe(false);
  await openAuthority(file, now, false);
  await openAuthority(file, 86_400_000, false);
});

test("a damaged file is told and left as it is", async () => {
  await openAuthority(file, now, false);
  const text = readFileSync(file, "utf8");
  const other = await openAuthority(join(folder, "other.pem"), now, false);
  const key = text.slice(0, text.indexOf("-----BEGIN CERTIFICATE"));
  for (const damaged of ["", text.slice(0, -200), key + other.certificate]) {
    writeFileSync(file, damaged);
    await expect(openAuthority(file, now, true)).rejects.toMatchObject({
      code: "INGEST_CA_CORRUPT",
    });
    expect(readFileSync(file, "utf8")).toBe(damaged);
  }
});

test("one that is gone is no reason to make another while gateways are enrolled", async () => {
  await expect(openAuthority(file, now, true)).rejects.toMatchObject({ code: "INGEST_CA_MISSING" });
  expect(() => statSync(file)).toThrow();
});

test("the server's is made anew for other names, when it is damaged, and late in its life; else kept", async () => {
  const authority = await openAuthority(file, now, false);
  const path = join(folder, "s");
  const open = async (hosts: readonly string[], at: number) =>
    (await openServerCertificate(path, authority, hosts, at)).cert;
  const first = await open(["a.example"], now);
  expect(await open(["a.example"], now + dayMs)).toBe(first);
  const named = await open(["a.example", "b.example"], now);
  expect(named).not.toBe(first);
  const late = await open(["a.example"], now + serverDays * dayMs * 0.7);
  expect(late).not.toBe(named);
  writeFileSync(path, "x");
  expect(await open(["a.example"], now)).not.toBe(late);
});
