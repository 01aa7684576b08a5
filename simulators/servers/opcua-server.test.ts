import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import {
  CreateSessionRequest,
  MessageSecurityMode,
  SecurityPolicy,
  StatusCodes,
  UserTokenType,
} from "node-opcua";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { ControllerServer } from "../wire/exposure.ts";
import type { OpcUaSecurity } from "./opcua-security.ts";
import type { RunningOpcUaServer } from "./opcua-server.ts";
import {
  ask,
  FakePlant,
  listEndpoints,
  openSecurity,
  openTestServer,
  readNode,
  resolve,
  withClient,
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
const node = 'nsu=urn:lineproof-sim:test;s="DB"."a"';

let folder: string;
const servers: RunningOpcUaServer[] = [];
// One folder for all, because keys take a while.
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "lineproof-opcua-"));
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function open(security: Partial<OpcUaSecurity> = {}, port = 0): Promise<RunningOpcUaServer> {
  const server = await openTestServer(
    new FakePlant({ a: 1.5 }),
    exposure,
    { ...openSecurity(folder), ...security },
    { port },
  );
  servers.push(server);
  return server;
}

const secure = {
  modes: ["SignAndEncrypt"],
  policies: ["Basic256Sha256"],
} as const;
const secureClient = {
  securityMode: MessageSecurityMode.SignAndEncrypt,
  securityPolicy: SecurityPolicy.Basic256Sha256,
};

const readA = (endpointUrl: string, client: Omit<Parameters<typeof withSession>[1], "folder">) =>
  withSession(
    endpointUrl,
    { folder, ...client },
    async (session) => (await readNode(session, node)).value.value as unknown,
  );

test("exactly the listed endpoints are offered, with the listed kinds of users", async () => {
  const { endpointUrl } = await open({
    modes: ["None", "Sign", "SignAndEncrypt"],
    policies: ["Basic256Sha256", "Aes128_Sha256_RsaOaep", "Aes256_Sha256_RsaPss"],
  });
  const endpoints = await listEndpoints(endpointUrl, folder);
  expect(
    endpoints
      .map(({ securityMode, securityPolicyUri }) =>
        [MessageSecurityMode[securityMode], securityPolicyUri?.split("#")[1]].join(" "),
      )
      .sort(),
  ).toEqual([
    "None None",
    "Sign Aes128_Sha256_RsaOaep",
    "Sign Aes256_Sha256_RsaPss",
    "Sign Basic256Sha256",
    "SignAndEncrypt Aes128_Sha256_RsaOaep",
    "SignAndEncrypt Aes256_Sha256_RsaPss",
    "SignAndEncrypt Basic256Sha256",
  ]);
  const kinds = endpoints.flatMap(({ userIdentityTokens }) => userIdentityTokens ?? []);
  expect(new Set(kinds.map((token) => token.tokenType))).toEqual(
    new Set([UserTokenType.Anonymous]),
  );
});

test.each([
  ["Sign", "Basic256Sha256"],
  ["SignAndEncrypt", "Aes128_Sha256_RsaOaep"],
  ["SignAndEncrypt", "Aes256_Sha256_RsaPss"],
] as const)("a client with a certificate reads over %s %s", async (mode, policy) => {
  const { endpointUrl } = await open({ modes: [mode], policies: [policy] });
  const client = {
    securityMode: MessageSecurityMode[mode],
    securityPolicy: SecurityPolicy[policy],
  };
  expect(await readA(endpointUrl, client)).toBe(1.5);
});

test("where only secure modes are listed, a client without a certificate gets no session", async () => {
  const { endpointUrl } = await open(secure);
  await expect(readA(endpointUrl, {})).rejects.toThrow(/securityMode = None/);
  // The library's client gives up by itself; this one asks all the same.
  const request = new CreateSessionRequest({ endpointUrl, requestedSessionTimeout: 10_000 });
  const answer = withClient(endpointUrl, { folder }, (client) => ask(client, request));
  await expect(answer).rejects.toThrow(/BadSecurityModeRejected/);
});

test("an unknown client is refused unless unknown clients are taken", async () => {
  const pki = join(folder, "strict-pki");
  const { endpointUrl } = await open({ ...secure, pki, acceptUnknownClients: false });
  await expect(readA(endpointUrl, secureClient)).rejects.toThrow(
    /BadCertificateUntrusted|BadSecurityChecksFailed/,
  );
});

test("with users, the right password opens a session; a wrong one and none do not", async () => {
  const { endpointUrl } = await open({
    ...secure,
    anonymous: false,
    users: new Map([["gateway", "leise"]]),
  });
  const user = { type: UserTokenType.UserName as const, userName: "gateway" };
  expect(await readA(endpointUrl, { ...secureClient, user: { ...user, password: "leise" } })).toBe(
    1.5,
  );
  await expect(
    readA(endpointUrl, { ...secureClient, user: { ...user, password: "laut" } }),
  ).rejects.toThrow(/BadUserAccessDenied|BadIdentityTokenRejected/);
  await expect(readA(endpointUrl, secureClient)).rejects.toThrow(/ANONYMOUS|BadIdentityToken/);
});

test("the certificate is made once, kept over restarts, and no client's key is needed to read it", async () => {
  const first = await open(secure);
  const pem = readFileSync(first.certificateFile, "utf8");
  expect(pem).toMatch(/^-----BEGIN CERTIFICATE-----/);
  await first.close();
  const second = await open(secure, first.port);
  expect(readFileSync(second.certificateFile, "utf8")).toBe(pem);
  const key = join(folder, "server-pki", "own", "private", "private_key.pem");
  if (process.platform !== "win32") expect(statSync(key).mode & 0o077).toBe(0);
});

test("what a killed process left behind, half a key and a lock, does not stop the next start", async () => {
  const pki = join(folder, "killed-pki");
  mkdirSync(join(pki, "own", "private"), { recursive: true });
  mkdirSync(join(pki, "mutex.lock"));
  mkdirSync(`${pki}.making`);
  const server = await open({ ...secure, pki });
  expect(existsSync(join(pki, "mutex.lock"))).toBe(false);
  expect(existsSync(`${pki}.making`)).toBe(false);
  expect(await readA(server.endpointUrl, secureClient)).toBe(1.5);
});

test("a certificate folder of another server is refused by name", async () => {
  await (await open()).close();
  const server = openTestServer(new FakePlant({ a: 1 }), exposure, openSecurity(folder), {
    name: "another",
  });
  await expect(server).rejects.toMatchObject({
    code: "SIMULATORS_PKI_UNUSABLE",
    detail: { folder: join(folder, "server-pki") },
  });
});

test("an occupied port is named", async () => {
  const first = await open();
  await expect(open({}, first.port)).rejects.toMatchObject({
    code: "SIMULATORS_PORT_IN_USE",
    detail: { host: "127.0.0.1", port: first.port },
  });
  expect(await readA(first.endpointUrl, {})).toBe(1.5);
});

test("close ends a client's session, may be called twice, and frees the port", async () => {
  const server = await open();
  let status: unknown;
  await withSession(server.endpointUrl, { folder }, async (session) => {
    const nodeId = await resolve(session, node);
    await Promise.all([server.close(), server.close()]);
    status = await session.read({ nodeId }).then(
      (value) => value.statusCode,
      (error: unknown) => String(error),
    );
  }).catch(() => undefined);
  expect(status).not.toEqual(StatusCodes.Good);
  expect(status).toBeDefined();
  expect((await open({}, server.port)).port).toBe(server.port);
});

test("close ends connections that never say a word, within its limit", async () => {
  const server = await open();
  const mute = connect({ host: "127.0.0.1", port: server.port });
  const ended = new Promise((resolve) => mute.once("close", resolve));
  await new Promise((resolve) => mute.once("connect", resolve));
  mute.on("error", () => undefined);
  const began = performance.now();
  await server.close();
  expect(performance.now() - began).toBeLessThan(5_500);
  await ended;
});

test("a process that opened, failed to open and closed servers ends by itself", async () => {
  const fixture = join(import.meta.dirname, "opcua-test-client.ts");
  const script = `
    import { FakePlant, openSecurity, openTestServer } from ${JSON.stringify(fixture)};
    const open = (exposure, pki, port) => openTestServer(new FakePlant({ a: 1 }), exposure, openSecurity(pki), { port });
    const exposure = ${JSON.stringify(exposure)};
    const folder = ${JSON.stringify(dirname(join(folder, "x")))};
    const server = await open(exposure, folder + "/1", 0);
    const codes = [];
    for (const [space, port] of [[exposure, server.port], [{ ...exposure, variables: [...exposure.variables, ...exposure.variables] }, 0]]) {
      await open(space, folder + "/2", port).catch((error) => codes.push(error.code));
    }
    await server.close();
    console.log(codes.join(" "));
  `;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const code = await new Promise((resolve) => child.once("close", resolve));
  expect([output.trim(), code]).toEqual(["SIMULATORS_PORT_IN_USE SIMULATORS_EXPOSURE_INVALID", 0]);
}, 20_000);
