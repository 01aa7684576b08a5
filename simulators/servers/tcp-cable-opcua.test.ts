// OPC UA through the cable. A server tells clients its own address (GetEndpoints), and clients of most makers
// go on with what it told: so it must tell the cable's. Here a server listens on another port and every one of
// its endpoint descriptions is given the cable's address before it starts.

import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MessageSecurityMode, OPCUAServer, SecurityPolicy } from "node-opcua";
import { expect, onTestFinished, test, vi } from "vitest";
import { openOpcUaPki } from "./opcua-pki.ts";
import { listEndpoints, withClient, withSession } from "./opcua-test-client.ts";
import { openTcpCable } from "./tcp-cable.ts";

const SECURE = MessageSecurityMode.SignAndEncrypt;
const SERVER_STATE = "i=2259";
const RUNNING = 0;
const APPLICATION_URI = "urn:lineproof-sim:server:cable";

/** @param port of the cable, which clients shall use. */
async function openServer(folder: string, port: number): Promise<{ readonly inner: number }> {
  const { manager } = await openOpcUaPki(join(folder, "pki"), {
    applicationUri: APPLICATION_URI,
    host: "127.0.0.1",
    acceptUnknownClients: true,
  });
  const server = new OPCUAServer({
    host: "127.0.0.1",
    hostname: "127.0.0.1",
    port: 0,
    nodesets: [],
    serverInfo: { applicationUri: APPLICATION_URI },
    serverCertificateManager: manager,
    userCertificateManager: manager,
    securityModes: [MessageSecurityMode.None, SECURE],
    securityPolicies: [SecurityPolicy.Basic256Sha256],
    isAuditing: false,
  });
  await server.initialize();
  for (const endpoint of server.endpoints) {
    for (const description of endpoint.endpointDescriptions()) {
      Object.defineProperty(description, "endpointUrl", {
        get: () => `opc.tcp://127.0.0.1:${port}`,
      });
    }
  }
  await server.start();
  onTestFinished(async () => {
    await server.shutdown(0);
    await manager.dispose();
  });
  return { inner: server.endpoints[0]?.port ?? 0 };
}

test("clients follow the address that the server tells, through the cable, with and without security", async () => {
  const folder = mkdtempSync(join(tmpdir(), "lineproof-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  // Each needs to know the other's port: the cable first, then the server, then the cable is aimed.
  const cable = await openTcpCable({ port: 0 });
  onTestFinished(() => cable.close());
  const outer = cable.address().port;
  const { inner } = await openServer(folder, outer);
  cable.aim({ host: "127.0.0.1", port: inner });
  const known = `opc.tcp://127.0.0.1:${outer}`;
  const told = await listEndpoints(known, folder);
  expect(new Set(told.map(({ endpointUrl }) => endpointUrl))).toEqual(new Set([known]));
  const url = told[0]?.endpointUrl ?? "";
  const secure = { securityMode: SECURE, securityPolicy: SecurityPolicy.Basic256Sha256 };
  for (const security of [{}, secure]) {
    const seen = await withSession(url, { folder, ...security }, async (session) => {
      const { value } = await session.read({ nodeId: SERVER_STATE });
      return [value.value, cable.statistics().connections];
    });
    expect(seen).toEqual([RUNNING, 1]);
    await vi.waitUntil(() => cable.statistics().connections === 0, 5_000);
  }

  await withClient(url, { folder }, async (client) => {
    const lost = vi.fn();
    client.on("connection_lost", lost);
    cable.set({ kind: "refused" });
    await vi.waitFor(() => expect(lost).toHaveBeenCalled(), 5_000);
    await cable.settled();
    const [error] = await once(connect(outer, "127.0.0.1"), "error");
    expect(error.code).toBe("ECONNREFUSED");
    cable.set({ kind: "whole" });
    await cable.settled();
  });
  expect(await withSession(url, { folder }, async () => "again")).toBe("again");
}, 60_000);
