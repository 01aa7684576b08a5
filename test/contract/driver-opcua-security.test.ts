// The OPC UA driver and security: exactly what was demanded, of exactly the server that is trusted, or an
// error that names the reason and the mend. Never something weaker.
import { createHash, X509Certificate } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DataType } from "node-opcua";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { Secret } from "#gateway/config/secret.ts";
import type { Connection, DriverIo } from "#gateway/driver.ts";
import type { OpcUaAddress } from "#gateway/drivers/opcua/address.ts";
import { opcua } from "#gateway/drivers/opcua/opcua-driver.ts";
import { GatewayError } from "#gateway/errors.ts";
import { planMs, systemClock } from "./driver-contract.ts";
import { type FixtureOptions, OpcUaFixture, ServerPki } from "./opcua-fixture.ts";

const uri = "http://maker.example/plc";
const level = { uri, id: "level", value: { dataType: DataType.Int16, value: -12 } };
const day = 86_400_000;

let pki: ServerPki;
let expired: ServerPki;
let folder: string;
beforeAll(async () => {
  pki = await ServerPki.make({ from: new Date(Date.now() - day), days: 10 });
  expired = await ServerPki.make({ from: new Date(Date.now() - 20 * day), days: 10 });
});
afterAll(async () => {
  await pki.remove();
  await expired.remove();
});
const closing: { close(): Promise<void> }[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lineproof-opcua-security-"));
});
afterEach(async () => {
  for (const one of closing.splice(0).reverse()) await one.close();
  rmSync(folder, { recursive: true, force: true });
});

async function serve(options: Partial<FixtureOptions> = {}): Promise<OpcUaFixture> {
  const fixture = await OpcUaFixture.open({
    pki,
    namespaces: [uri],
    variables: [level],
    modes: ["None", "Sign", "SignAndEncrypt"],
    policies: ["None", "Basic256Sha256", "Aes128_Sha256_RsaOaep", "Aes256_Sha256_RsaPss"],
    ...options,
  });
  closing.push(fixture);
  return fixture;
}

function io(): DriverIo {
  return { clock: systemClock, dataDir: join(folder, "data"), log: () => undefined };
}

async function open(
  fixture: OpcUaFixture,
  settings: Record<string, unknown>,
  password = "right",
): Promise<Connection<OpcUaAddress>> {
  const outside = { path: (path: string) => path, secret: () => new Secret(password) };
  const endpoint = opcua.parseEndpoint(
    { url: fixture.url, timeoutMs: 5_000, ...settings },
    outside,
  );
  const connection = await opcua.open(endpoint, io());
  closing.push(connection);
  return connection;
}

async function levelOf(connection: Connection<OpcUaAddress>): Promise<unknown> {
  const address = opcua.parseAddress({ node: `nsu=${uri};s=level`, type: "Int16" });
  return (await connection.plan([address], planMs).read())[0]?.value;
}

async function refusal(work: Promise<unknown>): Promise<GatewayError> {
  const [result] = await Promise.allSettled([work]);
  if (result?.status !== "rejected") throw new Error("it was accepted");
  expect(result.reason).toBeInstanceOf(GatewayError);
  return result.reason as GatewayError;
}

const secure = {
  securityMode: "SignAndEncrypt",
  securityPolicy: "Basic256Sha256",
};
const sha256Of = (pem: string) =>
  createHash("sha256").update(new X509Certificate(pem).raw).digest("hex");

test.each([
  ["Sign", "Basic256Sha256"],
  ["SignAndEncrypt", "Basic256Sha256"],
  ["SignAndEncrypt", "Aes128_Sha256_RsaOaep"],
  ["SignAndEncrypt", "Aes256_Sha256_RsaPss"],
])(
  "%s with %s reads values from a trusted server and says its certificate",
  async (mode, policy) => {
    const fixture = await serve();
    const connection = await open(fixture, {
      securityMode: mode,
      securityPolicy: policy,
      trust: [pki.certificateFile],
    });
    expect(await levelOf(connection)).toBe(-12);
    expect(new Map(await connection.identify())).toEqual(
      new Map([
        ["certificate", sha256Of(pki.pem)],
        ["maker", "Test maker"],
        ["product", "Test PLC"],
        ["firmware", "1.2.3"],
      ]),
    );
  },
);

test("without security nobody has proven the certificate, and none is said", async () => {
  const connection = await open(await serve(), { securityMode: "None" });
  expect(new Map(await connection.identify()).has("certificate")).toBe(false);
});

test("an unknown certificate is refused, kept and named; put into the trust folder it is taken at once", async () => {
  const fixture = await serve();
  const trust = join(folder, "trust");
  mkdirSync(trust);
  const refused = await refusal(open(fixture, { ...secure, trust: [trust] }));
  const sha256 = sha256Of(pki.pem);
  const file = join(folder, "data", "pki", "rejected", `${sha256}.der`);
  expect(refused).toMatchObject({
    code: "GATEWAY_OPCUA_SERVER_UNTRUSTED",
    detail: { url: fixture.url, sha256, file },
  });
  for (const part of [sha256, file, trust]) expect(refused.message).toContain(part);
  expect(createHash("sha256").update(readFileSync(file)).digest("hex")).toBe(sha256);
  expect(fixture.server.currentSessionCount).toBe(0);
  copyFileSync(file, join(trust, "press.der"));
  expect(await levelOf(await open(fixture, { ...secure, trust: [trust] }))).toBe(-12);
});

test("a trust folder that nobody has made yet trusts nobody, and says where the certificate goes", async () => {
  const trust = join(folder, "not-made-yet");
  const refused = await refusal(open(await serve(), { ...secure, trust: [trust] }));
  expect(refused.code).toBe("GATEWAY_OPCUA_SERVER_UNTRUSTED");
  expect(refused.message).toContain(`put the file into ${trust}`);
  expect(refused.message).toContain("请先建立该目录");
  expect(existsSync(String(refused.detail.file))).toBe(true);
});

test("another trusted certificate does not stand for this one", async () => {
  const fixture = await serve();
  const refused = await refusal(open(fixture, { ...secure, trust: [expired.certificateFile] }));
  expect(refused.code).toBe("GATEWAY_OPCUA_SERVER_UNTRUSTED");
});

test("a trust path that cannot be read, or is no certificate, is named", async () => {
  const fixture = await serve();
  const missing = join(folder, "nothing.pem");
  expect(await refusal(open(fixture, { ...secure, trust: [missing] }))).toMatchObject({
    code: "GATEWAY_OPCUA_TRUST_UNREADABLE",
    detail: { path: missing },
  });
  const rubbish = join(folder, "rubbish.der");
  writeFileSync(rubbish, "not a certificate");
  expect(await refusal(open(fixture, { ...secure, trust: [rubbish] }))).toMatchObject({
    code: "GATEWAY_OPCUA_TRUST_UNREADABLE",
    detail: { path: rubbish },
  });
});

test("an expired certificate is refused even though it is trusted", async () => {
  const fixture = await serve({ pki: expired });
  const refused = await refusal(open(fixture, { ...secure, trust: [expired.certificateFile] }));
  expect(refused).toMatchObject({
    code: "GATEWAY_OPCUA_CERTIFICATE_EXPIRED",
    detail: { sha256: sha256Of(expired.pem) },
  });
});

test.each([
  [["None"], ["None"], "None/None"],
  [["None", "Sign"], ["None", "Basic256Sha256"], "Sign/Basic256Sha256"],
] as const)(
  "a server that offers only %j is refused, not used",
  async (modes, policies, offered) => {
    const fixture = await serve({ modes, policies });
    const refused = await refusal(open(fixture, { ...secure, trust: [pki.certificateFile] }));
    expect(refused).toMatchObject({
      code: "GATEWAY_OPCUA_MODE_NOT_OFFERED",
      detail: { wanted: "SignAndEncrypt/Basic256Sha256" },
    });
    expect(refused.detail.offered).toContain(offered);
    expect(refused.message).toContain(offered);
    expect(fixture.server.currentSessionCount).toBe(0);
  },
);

test("mode None is refused by a server that demands security", async () => {
  const fixture = await serve({ modes: ["SignAndEncrypt"], policies: ["Basic256Sha256"] });
  expect(await refusal(open(fixture, { securityMode: "None" }))).toMatchObject({
    code: "GATEWAY_OPCUA_MODE_NOT_OFFERED",
    detail: { wanted: "None/None", offered: "SignAndEncrypt/Basic256Sha256" },
  });
});

test("name and password: right, wrong, missing", async () => {
  const fixture = await serve({ users: { gateway: "right" } });
  const user = { name: "gateway", password: { fromEnv: "PW" } };
  const trusted = { ...secure, trust: [pki.certificateFile] };
  expect(await levelOf(await open(fixture, { ...trusted, user }))).toBe(-12);
  const wrong = await refusal(open(fixture, { ...trusted, user }, "wrong-password"));
  expect(wrong.code).toBe("GATEWAY_OPCUA_USER_REFUSED");
  expect(wrong.message).toContain("gateway");
  expect(JSON.stringify(wrong) + wrong.message + String(wrong.cause)).not.toContain(
    "wrong-password",
  );
  expect(await refusal(open(fixture, trusted))).toMatchObject({
    code: "GATEWAY_OPCUA_USER_NOT_OFFERED",
    detail: { user: null },
  });
});

test("a password is not sent where it could be read: Sign with an unencrypted token is refused", async () => {
  const fixture = await serve({ users: { gateway: "right" } });
  // A server that takes names and passwords without encryption only.
  for (const endpoint of fixture.server.endpoints) {
    for (const offer of endpoint.endpointDescriptions()) {
      for (const token of offer.userIdentityTokens ?? []) {
        token.securityPolicyUri = "http://opcfoundation.org/UA/SecurityPolicy#None";
      }
    }
  }
  const user = { name: "gateway", password: { fromEnv: "PW" } };
  const sign = {
    securityMode: "Sign",
    securityPolicy: "Basic256Sha256",
    trust: [pki.certificateFile],
    user,
  };
  expect(await refusal(open(fixture, sign))).toMatchObject({
    code: "GATEWAY_OPCUA_USER_NOT_OFFERED",
    detail: { user: "gateway" },
  });
  const encrypted = { ...secure, trust: [pki.certificateFile], user };
  expect(await levelOf(await open(fixture, encrypted))).toBe(-12);
});

test("own key and certificate are made once, the key for nobody else's eyes, and stay over restarts", async () => {
  const fixture = await serve();
  const trusted = { ...secure, trust: [pki.certificateFile] };
  // Two connections of one gateway begin at the same instant.
  await Promise.all([open(fixture, trusted), open(fixture, { securityMode: "None" })]);
  const own = join(folder, "data", "pki");
  const names = ["own.cert.der", "own.key.pem"];
  expect(readdirSync(own).sort()).toEqual([...names, "seen"]);
  expect(statSync(join(own, "own.key.pem")).mode & 0o777).toBe(0o600);
  const before = names.map((name) => readFileSync(join(own, name)).toString("hex"));
  const certificate = new X509Certificate(readFileSync(join(own, "own.cert.der")));
  expect(certificate.subjectAltName).toMatch(/URI:urn:lineproof:gateway:/);
  expect(Date.parse(certificate.validTo) - Date.now()).toBeGreaterThan(19 * 365 * day);
  await open(fixture, trusted);
  expect(names.map((name) => readFileSync(join(own, name)).toString("hex"))).toEqual(before);
});

test("an own key that does not fit its certificate is said, not replaced", async () => {
  const fixture = await serve();
  await open(fixture, { securityMode: "None" });
  const own = join(folder, "data", "pki");
  const file = join(own, "own.cert.der");
  writeFileSync(file, new X509Certificate(pki.pem).raw);
  expect(await refusal(open(fixture, { securityMode: "None" }))).toMatchObject({
    code: "GATEWAY_OPCUA_KEY_UNUSABLE",
    detail: { file },
  });
  expect(existsSync(file)).toBe(true);
});

test("a server that does not trust the gateway says so, with the certificate that it shall trust", async () => {
  const strict = await ServerPki.make({ from: new Date(Date.now() - day), days: 10 }, false);
  closing.push({ close: () => strict.remove() });
  const fixture = await serve({ pki: strict });
  const refused = await refusal(open(fixture, { ...secure, trust: [strict.certificateFile] }));
  expect(refused.code).toBe("GATEWAY_OPCUA_CLIENT_UNTRUSTED");
  expect(refused.message).toContain(join(folder, "data", "pki", "own.cert.der"));
});

test("a server without a session left is told apart and may be tried again", async () => {
  const fixture = await serve({ maxSessions: 1 });
  await open(fixture, { securityMode: "None" });
  expect((await refusal(open(fixture, { securityMode: "None" }))).code).toBe(
    "GATEWAY_OPCUA_SESSION_REFUSED",
  );
});
