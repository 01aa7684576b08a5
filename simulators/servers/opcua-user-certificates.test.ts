// Users of all three kinds at a running server: who is let in, and with which status the others are refused.
import { X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  MessageSecurityMode,
  SecurityPolicy,
  type UserIdentityInfo,
  UserTokenType,
} from "node-opcua";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ControllerServer } from "../wire/exposure.ts";
import type { OpcUaSecurity } from "./opcua-security.ts";
import type { RunningOpcUaServer } from "./opcua-server.ts";
import { makeTestUser, type TestUser } from "./opcua-test-certificates.ts";
import {
  FakePlant,
  listEndpoints,
  openSecurity,
  openTestServer,
  readNode,
  withSession,
} from "./opcua-test-client.ts";

const exposure: ControllerServer = {
  kind: "controller",
  namespace: "urn:lineproof-sim:test",
  product: { maker: "Lineproof simulator", name: "test", version: "1" },
  variables: [
    { point: "a", identifier: 's="DB"."a"', folder: ["PLC"], browseName: "a", type: "Double" },
  ],
};
const DAY_MS = 24 * 3_600_000;

let folder: string;
let known: TestUser;
let stranger: TestUser;
let expired: TestUser;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "lineproof-users-"));
  const users = join(folder, "users");
  const valid = { from: new Date(Date.now() - DAY_MS), days: 30 };
  known = await makeTestUser(users, "gateway", valid);
  stranger = await makeTestUser(users, "stranger", valid);
  const over = { from: new Date(Date.now() - 30 * DAY_MS), days: 10 };
  expired = await makeTestUser(users, "former", over);
}, 30_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function withServer(
  security: Partial<OpcUaSecurity>,
  work: (server: RunningOpcUaServer) => Promise<void>,
): Promise<void> {
  const server = await openTestServer(new FakePlant({ a: 1.5 }), exposure, {
    ...openSecurity(folder),
    modes: ["SignAndEncrypt"],
    policies: ["Aes256_Sha256_RsaPss"],
    anonymous: false,
    ...security,
  });
  try {
    await work(server);
  } finally {
    await server.close();
  }
}

const certificates = (...users: readonly TestUser[]): readonly X509Certificate[] =>
  users.map(({ file }) => new X509Certificate(readFileSync(file)));

/** The value that a user reads, or the text of the refusal. */
async function as({ endpointUrl }: RunningOpcUaServer, user?: UserIdentityInfo): Promise<unknown> {
  const client = {
    folder,
    securityMode: MessageSecurityMode.SignAndEncrypt,
    securityPolicy: SecurityPolicy.Aes256_Sha256_RsaPss,
    ...(user === undefined ? {} : { user }),
  };
  return withSession(
    endpointUrl,
    client,
    async (session) =>
      (await readNode(session, 'nsu=urn:lineproof-sim:test;s="DB"."a"')).value.value as unknown,
  ).catch((error: unknown) => String(error));
}

test("a listed certificate opens a session; another, an expired and a borrowed one do not", async () => {
  await withServer({ userCertificates: certificates(known, expired) }, async (server) => {
    expect(await as(server, known.identity)).toBe(1.5);
    expect(await as(server, stranger.identity)).toMatch(/BadIdentityTokenRejected/);
    expect(await as(server, expired.identity)).toMatch(/BadIdentityTokenRejected/);
    // Somebody who has the certificate but not its key.
    const other = await makeTestUser(join(folder, "other-users"), "thief", {
      from: new Date(Date.now() - DAY_MS),
      days: 30,
    });
    const borrowed = { ...known.identity, privateKey: other.identity.privateKey };
    expect(await as(server, borrowed)).toMatch(/BadUserSignatureInvalid/);
    expect(await as(server)).toMatch(/ANONYMOUS|BadIdentityToken/);
  });
});

test("a wrong password and an unknown name are denied; the right one is not", async () => {
  await withServer({ users: new Map([["gateway", "leise"]]) }, async (server) => {
    const user = (userName: string, password: string): UserIdentityInfo => ({
      type: UserTokenType.UserName,
      userName,
      password,
    });
    expect(await as(server, user("gateway", "leise"))).toBe(1.5);
    expect(await as(server, user("gateway", "laut"))).toMatch(/BadUserAccessDenied/);
    expect(await as(server, user("nobody", "leise"))).toMatch(/BadUserAccessDenied/);
    expect(await as(server, user("__proto__", ""))).toMatch(/BadUserAccessDenied|BadIdentityToken/);
  });
});

test.each([
  [{ userCertificates: [] as X509Certificate[], anonymous: true }, [UserTokenType.Anonymous]],
  [{ users: new Map([["a", "b"]]) }, [UserTokenType.UserName]],
])("only the kinds of users that there are, are offered (%#)", async (security, kinds) => {
  await withServer(security, async ({ endpointUrl }) => {
    const endpoints = await listEndpoints(endpointUrl, folder);
    const offered = endpoints.flatMap(({ userIdentityTokens }) => userIdentityTokens ?? []);
    expect([...new Set(offered.map(({ tokenType }) => tokenType))]).toEqual(kinds);
  });
});
