import { X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MessageSecurityMode, SecurityPolicy } from "node-opcua";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { ControllerServer } from "../wire/exposure.ts";
import { openRestartableOpcUaServer, type RestartableOpcUaServer } from "./opcua-restart.ts";
import {
  FakePlant,
  listEndpoints,
  openSecurity,
  openTestServer,
  readNode,
  resolve,
  withSession,
} from "./opcua-test-client.ts";

const URI = "urn:lineproof-sim:test";
const node = `nsu=${URI};s="DB"."a"`;
const exposure: ControllerServer = {
  kind: "controller",
  namespace: URI,
  product: { maker: "Lineproof simulator", name: "test", version: "1" },
  variables: [
    { point: "a", identifier: 's="DB"."a"', folder: ["PLC"], browseName: "a", type: "Double" },
  ],
};
const valid = { spareNamespaces: 0, certificate: "valid" } as const;

let folder: string;
let plant: FakePlant;
let server: RestartableOpcUaServer;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "lineproof-restart-"));
  return () => rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  plant = new FakePlant({ a: 1.5 });
  server = await openRestartableOpcUaServer({
    exposure,
    name: "test",
    read: (point) => plant.read(point),
    sourceTime: () => plant.at,
    port: 0,
    namespacesBefore: 0,
    security: {
      ...openSecurity(folder),
      modes: ["None", "SignAndEncrypt"],
      policies: ["Basic256Sha256"],
    },
    log: () => undefined,
  });
});
afterEach(() => server.close());

const secure = {
  securityMode: MessageSecurityMode.SignAndEncrypt,
  securityPolicy: SecurityPolicy.Basic256Sha256,
};

/** Where the variable stands and what it says. */
const look = (security: object = {}) =>
  withSession(server.endpointUrl, { folder, ...security }, async (session) => [
    await resolve(session, node),
    (await readNode(session, node)).value.value as unknown,
  ]);

function refused(port: number): Promise<string | undefined> {
  return new Promise((done) => {
    const socket = connect({ host: "127.0.0.1", port }, () => {
      socket.destroy();
      done(undefined);
    });
    socket.once("error", (error: NodeJS.ErrnoException) => done(error.code));
  });
}

test("down: nobody answers; restarted: the same port, other indexes, no old session", async () => {
  const { port } = server;
  const seen: unknown[] = [];
  await withSession(server.endpointUrl, { folder }, async (session) => {
    const nodeId = await resolve(session, node);
    await server.takeDown();
    seen.push(await refused(port));
    seen.push(
      await session.read({ nodeId }).then(
        ({ statusCode }) => statusCode.isGood(),
        () => "no session",
      ),
    );
  }).catch(() => undefined);
  expect(seen).toEqual(["ECONNREFUSED", "no session"]);
  await server.restart({ ...valid, spareNamespaces: 3 });
  expect(await look()).toEqual(['ns=5;s="DB"."a"', 1.5]);
  await server.restart(valid);
  expect(await look()).toEqual(['ns=2;s="DB"."a"', 1.5]);
  expect(server.port).toBe(port);
});

test("an expired certificate of the same key is shown, honest clients refuse it, and it goes again", async () => {
  const trusted = readFileSync(server.certificateFile, "utf8");
  await server.restart({ ...valid, certificate: "expired" });
  const file = join(folder, "server-pki", "own", "certs", "certificate-expired.pem");
  const honest = { ...secure, trusts: [server.certificateFile, file] };
  await expect(look(honest)).rejects.toThrow(/BadCertificateTimeInvalid/);
  const shown = new X509Certificate(readFileSync(file));
  expect(Date.parse(shown.validTo)).toBeLessThan(Date.now());
  expect(shown.publicKey.equals(new X509Certificate(trusted).publicKey)).toBe(true);
  expect(shown.subjectAltName).toBe(new X509Certificate(trusted).subjectAltName);
  const made = readFileSync(file, "utf8");
  await server.restart({ ...valid, certificate: "expired" });
  expect(readFileSync(file, "utf8")).toBe(made);
  await server.restart(valid);
  expect(await look(honest)).toEqual(['ns=2;s="DB"."a"', 1.5]);
  expect(readFileSync(server.certificateFile, "utf8")).toBe(trusted);
});

test("behind a cable, clients are told its near end, after a restart too", async () => {
  const told = async (): Promise<readonly unknown[]> => {
    const endpoints = await listEndpoints(server.endpointUrl, folder);
    return [...new Set(endpoints.map(({ endpointUrl }) => endpointUrl))];
  };
  expect(await told()).toEqual([server.endpointUrl]);
  server.advertise({ host: "192.0.2.7", port: 4840 });
  expect(await told()).toEqual(["opc.tcp://192.0.2.7:4840"]);
  await server.restart(valid);
  expect(await told()).toEqual(["opc.tcp://192.0.2.7:4840"]);
});

test("source times are those of the plant's clock, also when it is wrong", async () => {
  plant.at = Date.UTC(2012, 0, 1);
  await withSession(server.endpointUrl, { folder }, async (session) => {
    const read = await readNode(session, node);
    expect(read.sourceTimestamp?.getTime()).toBe(plant.at);
  });
});

test("a port that somebody took meanwhile is named, and the next restart succeeds", async () => {
  await server.takeDown();
  const security = { ...openSecurity(folder), pki: join(folder, "squatter-pki") };
  const squatter = await openTestServer(plant, exposure, security, { port: server.port });
  await expect(server.restart(valid)).rejects.toMatchObject({
    code: "SIMULATORS_PORT_IN_USE",
    detail: { port: server.port },
  });
  await squatter.close();
  await server.restart(valid);
  expect(await look()).toEqual(['ns=2;s="DB"."a"', 1.5]);
});

test("asked all at once, one thing follows the other; after close nothing comes back", async () => {
  await Promise.all([
    server.restart({ ...valid, spareNamespaces: 1 }),
    server.takeDown(),
    server.restart({ ...valid, spareNamespaces: 2 }),
  ]);
  expect(await look()).toEqual(['ns=4;s="DB"."a"', 1.5]);
  await Promise.all([server.close(), server.restart(valid)]);
  expect(await refused(server.port)).toBe("ECONNREFUSED");
});
