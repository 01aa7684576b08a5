// What the tests of the OPC UA server need: a small plant whose values a test sets, a server on it with
// a folder of its own, and a client of the library with a certificate of its own.

import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  AttributeIds,
  type ClientSession,
  type CreateSessionRequest,
  type DataValue,
  type EndpointDescription,
  type MessageSecurityMode,
  OPCUACertificateManager,
  OPCUAClient,
  type SecurityPolicy,
  type UserIdentityInfo,
} from "node-opcua";
import type { PointValue } from "../plant/plant.ts";
import type { OpcUaExposure } from "../wire/exposure.ts";
import type { OpcUaSecurity } from "./opcua-security.ts";
import { openOpcUaServer, type RunningOpcUaServer } from "./opcua-server.ts";

/** Points with values and one source time, set by the test. */
export class FakePlant {
  readonly values = new Map<string, PointValue>();
  at = Date.UTC(2026, 0, 5, 8);

  constructor(values: Readonly<Record<string, PointValue>>) {
    for (const [point, value] of Object.entries(values)) this.values.set(point, value);
  }

  read(point: string): PointValue {
    const value = this.values.get(point);
    if (value === undefined) throw new RangeError(point);
    return value;
  }
}

export const openSecurity = (folder: string): OpcUaSecurity => ({
  modes: ["None"],
  policies: [],
  pki: join(folder, "server-pki"),
  acceptUnknownClients: true,
  anonymous: true,
  users: new Map(),
});

export function openTestServer(
  plant: FakePlant,
  exposure: OpcUaExposure,
  security: OpcUaSecurity,
  changes: {
    readonly port?: number;
    readonly namespacesBefore?: number;
    readonly name?: string;
  } = {},
): Promise<RunningOpcUaServer> {
  return openOpcUaServer({
    exposure,
    name: changes.name ?? "test",
    read: (point) => plant.read(point),
    sourceTime: () => plant.at,
    port: changes.port ?? 0,
    namespacesBefore: changes.namespacesBefore ?? 0,
    security,
    log: () => undefined,
  });
}

export type ClientOptions = {
  readonly folder: string;
  readonly securityMode?: MessageSecurityMode;
  readonly securityPolicy?: SecurityPolicy;
  readonly user?: UserIdentityInfo;
  /** PEM files of the only servers that it trusts, checked as Part 4 §6.1.3 demands. Default: it takes all. */
  readonly trusts?: readonly string[];
};

/** Connects, works in one session, and closes everything again. */
export async function withSession<T>(
  endpointUrl: string,
  { user, ...connection }: ClientOptions,
  work: (session: ClientSession) => Promise<T>,
): Promise<T> {
  return withClient(endpointUrl, connection, async (client) => {
    const session = await (user === undefined
      ? client.createSession()
      : client.createSession(user));
    try {
      return await work(session);
    } finally {
      await session.close();
    }
  });
}

/** What the server offers, asked without security. */
export async function listEndpoints(
  endpointUrl: string,
  folder: string,
): Promise<EndpointDescription[]> {
  return withClient(endpointUrl, { folder }, (client) => client.getEndpoints());
}

export async function withClient<T>(
  endpointUrl: string,
  { folder, trusts, ...security }: Omit<ClientOptions, "user">,
  work: (client: OPCUAClient) => Promise<T>,
): Promise<T> {
  const manager = new OPCUACertificateManager({
    rootFolder: join(folder, trusts === undefined ? "client-pki" : "honest-client-pki"),
    automaticallyAcceptUnknownCertificate: trusts === undefined,
    disableFileWatchers: true,
  });
  await manager.initialize();
  for (const file of trusts ?? []) await manager.trustCertificate(derOf(file));
  const client = OPCUAClient.create({
    clientCertificateManager: manager,
    connectionStrategy: { maxRetry: 0 },
    endpointMustExist: false,
    ...security,
  });
  try {
    await client.connect(endpointUrl);
    return await work(client);
  } finally {
    await client.disconnect();
    await manager.dispose();
  }
}

/** A PEM file with one certificate, as bytes. */
export function derOf(file: string): Buffer {
  return new X509Certificate(readFileSync(file)).raw;
}

/** One request as it stands, without the library's own checks before it. */
export function ask(client: OPCUAClient, request: CreateSessionRequest): Promise<unknown> {
  type Bare = {
    performMessageTransaction(
      request: CreateSessionRequest,
      done: (error: Error | null, response?: unknown) => void,
    ): void;
  };
  return new Promise((resolve, reject) => {
    (client as unknown as Bare).performMessageTransaction(request, (error, response) =>
      error === null ? resolve(response) : reject(error),
    );
  });
}

/** Value attribute of an expanded node id text such as `nsu=urn:x;s="DB"."a"`. */
export async function readNode(session: ClientSession, text: string): Promise<DataValue> {
  const nodeId = await resolve(session, text);
  return session.read({ nodeId, attributeId: AttributeIds.Value });
}

/** `nsu=<uri>;<identifier>` → `ns=<index>;<identifier>` by the server's namespace array. */
export async function resolve(session: ClientSession, text: string): Promise<string> {
  const [, uri, identifier] = /^nsu=([^;]+);(.*)$/.exec(text) ?? [];
  const index = (await session.readNamespaceArray()).indexOf(uri ?? "");
  if (index < 0) throw new Error(`no namespace ${uri}`);
  return `ns=${index};${identifier}`;
}
