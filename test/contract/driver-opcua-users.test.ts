// Who logs in to an OPC UA server, and how: by password or by certificate, never in a way that somebody could read
// or repeat, and never again and again when the server said no.
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DataType, UserTokenType } from "node-opcua";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { Secret } from "#gateway/config/secret.ts";
import type { Connection } from "#gateway/driver.ts";
import type { OpcUaAddress } from "#gateway/drivers/opcua/address.ts";
import { opcua } from "#gateway/drivers/opcua/opcua-driver.ts";
import { GatewayError } from "#gateway/errors.ts";
import { planMs, systemClock } from "./driver-contract.ts";
import { type FixtureOptions, OpcUaFixture, ServerPki } from "./opcua-fixture.ts";

const uri = "http://maker.example/plc";
const day = 86_400_000;
const prefix = "http://opcfoundation.org/UA/SecurityPolicy#";

let pki: ServerPki;
let renewed: ServerPki;
let user: ServerPki;
let stranger: ServerPki;
let former: ServerPki;
beforeAll(async () => {
  const valid = { from: new Date(Date.now() - day), days: 10 };
  const over = { from: new Date(Date.now() - 20 * day), days: 10 };
  [pki, renewed, user, stranger, former] = await Promise.all([
    ServerPki.make(valid),
    ServerPki.make(valid),
    ServerPki.make(valid),
    ServerPki.make(valid),
    ServerPki.make(over),
  ]);
});
afterAll(async () => {
  for (const each of [pki, renewed, user, stranger, former]) await each.remove();
});

let folder: string;
const closing: { close(): Promise<void> }[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lineproof-opcua-users-"));
});
afterEach(async () => {
  for (const one of closing.splice(0).reverse()) await one.close();
  rmSync(folder, { recursive: true, force: true });
});

async function serve(options: Partial<FixtureOptions> = {}): Promise<OpcUaFixture> {
  const fixture = await OpcUaFixture.open({
    pki,
    namespaces: [uri],
    variables: [{ uri, id: "level", value: { dataType: DataType.Int16, value: -12 } }],
    modes: ["Sign", "SignAndEncrypt"],
    policies: ["Basic256Sha256", "Aes256_Sha256_RsaPss"],
    users: { gateway: "right" },
    userCertificates: [user.pem],
    ...options,
  });
  closing.push(fixture);
  return fixture;
}

const secure = { securityMode: "SignAndEncrypt", securityPolicy: "Aes256_Sha256_RsaPss" };
const password = { name: "gateway", password: { fromEnv: "PW" } };
const clock = { ...systemClock, ahead: 0, monotonic: () => performance.now() + clock.ahead };

/** @param secret the password or the key, wherever the settings say it is. */
function endpointOf(url: string, settings: Record<string, unknown>, secret: string) {
  const outside = { path: (path: string) => path, secret: () => new Secret(secret) };
  return opcua.parseEndpoint(
    { url, trust: [pki.certificateFile], ...secure, ...settings },
    outside,
  );
}

async function open(endpoint: ReturnType<typeof endpointOf>): Promise<Connection<OpcUaAddress>> {
  const io = { clock, dataDir: join(folder, "data"), log: () => undefined };
  const connection = await opcua.open(endpoint, io);
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

const by = (who: ServerPki) => ({
  user: { certificate: who.certificateFile, key: { fromEnv: "K" } },
});
const keyOf = (who: ServerPki) => readFileSync(who.manager.privateKey, "utf8");

test.each(["Sign", "SignAndEncrypt"])("a user's certificate logs in with %s", async (mode) => {
  const { url } = await serve({ users: {} });
  const endpoint = endpointOf(url, { ...by(user), securityMode: mode }, keyOf(user));
  expect(await levelOf(await open(endpoint))).toBe(-12);
});

test("a certificate that the server does not know as a user is refused, and named", async () => {
  const { url } = await serve();
  const refused = await refusal(open(endpointOf(url, by(stranger), keyOf(stranger))));
  expect(refused.code).toBe("GATEWAY_OPCUA_USER_REFUSED");
  expect(refused.message).toContain(stranger.certificateFile);
});

test.each([
  ["has expired", () => [former.certificateFile, keyOf(former)], /valid from/],
  ["has another's key", () => [user.certificateFile, keyOf(stranger)], /do not belong together/],
  ["is none", () => ["/etc/hostname", keyOf(user)], /hostname/],
  ["is not there", () => ["/nowhere/user.pem", keyOf(user)], /ENOENT/],
  ["has no key", () => [user.certificateFile, "no key"], /user/],
] as const)("a user's certificate that %s never reaches the server", async (_, make, reason) => {
  const [certificate = "", key = ""] = make();
  const fixture = await serve();
  const endpoint = endpointOf(fixture.url, { user: { certificate, key: { fromEnv: "K" } } }, key);
  const refused = await refusal(open(endpoint));
  expect(refused).toMatchObject({
    code: "GATEWAY_OPCUA_USER_CERTIFICATE",
    detail: { file: certificate },
  });
  expect(refused.message).toMatch(reason);
  expect(refused.message).not.toContain("PRIVATE KEY");
  expect(fixture.connections()).toBe(0);
});

test("a refused user is not shown to the server again for five minutes, then ten; success forgets it", async () => {
  const users: Record<string, string> = { gateway: "right" };
  let logins = 0;
  const fixture = await serve({
    users,
    onLogin: () => {
      logins += 1;
    },
  });
  const endpoint = endpointOf(fixture.url, { user: password }, "wrong");
  for (const [aheadMs, expected] of [
    [0, 1],
    [0, 1],
    [299_000, 1],
    [300_500, 2],
    [599_000 + 300_500, 2],
    [901_000, 3],
  ] as const) {
    clock.ahead = aheadMs;
    const refused = await refusal(open(endpoint));
    expect(refused.code).toBe("GATEWAY_OPCUA_USER_REFUSED");
    expect(logins).toBe(expected);
  }
  expect((await refusal(open(endpoint))).message).toContain("lest the account is locked");
  // The administrator mends it at the server: the pause ends by itself.
  users.gateway = "wrong";
  clock.ahead = 3_000_000;
  expect(await levelOf(await open(endpoint))).toBe(-12);
  users.gateway = "changed";
  expect((await refusal(open(endpoint))).message).not.toContain("lest the account");
  // A password that was read again, and is another one, is tried at once.
  const mended = endpointOf(fixture.url, { user: password }, "changed");
  expect(await levelOf(await open(mended))).toBe(-12);
  clock.ahead = 0;
});

/** The server offers tokens of one policy only, for all that its endpoints say. */
function offerTokens(fixture: OpcUaFixture, type: UserTokenType, policy: string): void {
  for (const endpoint of fixture.server.endpoints) {
    for (const offer of endpoint.endpointDescriptions()) {
      const tokens = (offer.userIdentityTokens ?? []).filter(({ tokenType }) => tokenType === type);
      for (const token of tokens) token.securityPolicyUri = `${prefix}${policy}`;
      offer.userIdentityTokens = tokens.slice(0, 1);
    }
  }
}

test.each([
  ["Sign", "Basic256Sha256", true],
  ["SignAndEncrypt", "Basic256Sha256", true],
  ["Sign", "None", false],
  // The channel encrypts it.
  ["SignAndEncrypt", "None", true],
  // Deprecated in Part 7: RSA 1.5.
  ["Sign", "Basic128Rsa15", false],
  ["SignAndEncrypt", "Basic128Rsa15", false],
])(
  "a password on a channel with %s and a token of policy %s: taken %s",
  async (mode, policy, ok) => {
    let logins = 0;
    const fixture = await serve({ onLogin: () => (logins += 1) });
    offerTokens(fixture, UserTokenType.UserName, policy);
    const endpoint = endpointOf(fixture.url, { user: password, securityMode: mode }, "right");
    if (ok) {
      expect(await levelOf(await open(endpoint))).toBe(-12);
      return;
    }
    const refused = await refusal(open(endpoint));
    expect(refused).toMatchObject({
      code: "GATEWAY_OPCUA_USER_NOT_OFFERED",
      detail: { user: "gateway", offered: `password/${policy}` },
    });
    expect(logins).toBe(0);
  },
);

test("a certificate is not shown where nothing would prove that the gateway holds its key", async () => {
  const fixture = await serve();
  offerTokens(fixture, UserTokenType.Certificate, "None");
  const refused = await refusal(open(endpointOf(fixture.url, by(user), keyOf(user))));
  expect(refused).toMatchObject({
    code: "GATEWAY_OPCUA_USER_NOT_OFFERED",
    detail: { offered: "certificate/None" },
  });
});

test("a server that shows another certificate than before is told apart from one never trusted", async () => {
  const trust = join(folder, "trust");
  mkdirSync(trust);
  copyFileSync(pki.certificateFile, join(trust, "press.pem"));
  const first = await serve();
  const settings = { user: password, trust: [trust] };
  expect(await levelOf(await open(endpointOf(first.url, settings, "right")))).toBe(-12);
  await first.close();
  let logins = 0;
  const second = await serve({ pki: renewed, port: first.port, onLogin: () => (logins += 1) });
  const refused = await refusal(open(endpointOf(second.url, settings, "right")));
  expect(refused.code).toBe("GATEWAY_OPCUA_CERTIFICATE_CHANGED");
  expect(refused.detail.before).toMatch(/^[0-9a-f]{64}$/);
  expect(refused.detail.sha256).not.toBe(refused.detail.before);
  expect(refused.message).toContain("somebody may stand in between");
  expect(logins).toBe(0);
  // A person compared the fingerprints.
  copyFileSync(String(refused.detail.file), join(trust, "press-2.der"));
  expect(await levelOf(await open(endpointOf(second.url, settings, "right")))).toBe(-12);
});
