// An OPC UA server for a simulated line: opens the address space that its exposure describes, offers
// exactly the listed security, and ends without leaving a timer, socket or file behind.
// Simulated servers declare themselves: application "Lineproof simulator", build number "simulated".

import {
  MessageSecurityMode,
  OPCUAServer,
  SecurityPolicy,
  setErrorLogger,
  setWarningLogger,
  UserTokenType,
} from "node-opcua";
import { SimulatorsError } from "../errors.ts";
import type { OpcUaExposure } from "../wire/exposure.ts";
import { explainListenError } from "./listen-error.ts";
import { bindPoints, type PlantReader } from "./opcua-binding.ts";
import { addCompanion } from "./opcua-companion.ts";
import { addController } from "./opcua-controller.ts";
import { nodesetsFor } from "./opcua-nodesets.ts";
import { type OpcUaCertificate, type OpcUaPki, openOpcUaPki } from "./opcua-pki.ts";
import type { OpcUaSecurity } from "./opcua-security.ts";
import { userCertificateStore } from "./opcua-user-certificates.ts";

const START_LIMIT_MS = 60_000;
const CLOSE_LIMIT_MS = 5_000;
const MAX_SESSIONS = 64;
const MAX_SUBSCRIPTIONS_PER_SESSION = 32;

export interface OpcUaServerOptions extends PlantReader {
  readonly exposure: OpcUaExposure;
  /** Which plant; part of the application URI and so of the certificate. */
  readonly name: string;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly security: OpcUaSecurity;
  /** Namespaces without nodes that stand before the others, so that indexes move between starts. */
  readonly namespacesBefore: number;
  /** Which certificate is shown. Default: the valid one. */
  readonly certificate?: OpcUaCertificate;
  /** One line for people. */
  readonly log: (line: string) => void;
}

export interface RunningOpcUaServer {
  readonly host: string;
  readonly port: number;
  readonly endpointUrl: string;
  /** PEM of the server's certificate, for the trust lists of clients. */
  readonly certificateFile: string;
  /**
   * What clients are told to connect to (GetEndpoints), where that is not the listener itself: the near end
   * of a cable.
   */
  advertise(place: { readonly host: string; readonly port: number }): void;
  /** Ends sessions and sockets within 5 s; may be called again. */
  close(): Promise<void>;
}

/**
 * Listens or throws SIMULATORS_PORT_IN_USE, SIMULATORS_LISTEN_FAILED, SIMULATORS_PKI_UNUSABLE,
 * SIMULATORS_EXPOSURE_INVALID or SIMULATORS_OPCUA_FAILED; then nothing stays open.
 */
export async function openOpcUaServer(options: OpcUaServerOptions): Promise<RunningOpcUaServer> {
  const { name, host = "127.0.0.1", security, log } = options;
  forwardLibraryLog(log);
  const applicationUri = `urn:lineproof-sim:server:${name}`;
  const { acceptUnknownClients } = security;
  const certificate = options.certificate ?? "valid";
  const names = { applicationUri, host };
  const pki = await openOpcUaPki(security.pki, { ...names, acceptUnknownClients, certificate });
  const server = createServer(options, host, applicationUri, pki);
  try {
    await bounded(START_LIMIT_MS, start(server, options));
  } catch (error) {
    await bounded(CLOSE_LIMIT_MS, end(server, pki)).catch(() => undefined);
    if (error instanceof SimulatorsError) throw error;
    throw isListenError(error) ? explainListenError(host, options.port, error) : failed(error);
  }
  const endpointUrl = server.getEndpointUrl();
  let closed: Promise<void> | undefined;
  return {
    host,
    port: Number(new URL(endpointUrl).port),
    endpointUrl,
    certificateFile: pki.certificateFile,
    advertise: (place) => advertise(server, place),
    close: () => {
      closed ??= bounded(CLOSE_LIMIT_MS, end(server, pki)).catch((error: unknown) =>
        log(`OPC UA 服务器未能干净关闭 · the OPC UA server did not close cleanly: ${error}`),
      );
      return closed;
    },
  };
}

function createServer(
  { exposure, port, security, namespacesBefore }: OpcUaServerOptions,
  host: string,
  applicationUri: string,
  { manager, shownFile }: OpcUaPki,
): OPCUAServer {
  const product = exposure.kind === "controller" ? exposure.product : COMPANION_PRODUCT;
  return new OPCUAServer({
    host,
    hostname: host,
    port,
    nodesets: nodesetsFor(exposure, namespacesBefore),
    serverInfo: {
      applicationUri,
      productUri: "urn:lineproof-sim",
      applicationName: { text: "Lineproof simulator", locale: "en" },
    },
    buildInfo: {
      productName: product.name,
      manufacturerName: product.maker,
      softwareVersion: product.version,
      productUri: "urn:lineproof-sim",
      buildNumber: "simulated",
    },
    serverCertificateManager: manager,
    certificateFile: shownFile,
    userCertificateManager: userCertificateStore(security.userCertificates ?? [], Date.now),
    securityModes: security.modes.map((mode) => MessageSecurityMode[mode]),
    securityPolicies: security.policies.map((policy) => SecurityPolicy[policy]),
    allowAnonymous: security.anonymous,
    userManager: {
      isValidUser: (user: string, password: string) =>
        security.users.has(user) && security.users.get(user) === password,
    },
    serverCapabilities: {
      maxSessions: MAX_SESSIONS,
      maxSubscriptionsPerSession: MAX_SUBSCRIPTIONS_PER_SESSION,
      maxSubscriptions: MAX_SESSIONS * MAX_SUBSCRIPTIONS_PER_SESSION,
      minSupportedSampleRate: 100,
    },
    maxConnectionsPerEndpoint: 2 * MAX_SESSIONS,
    isAuditing: false,
  });
}

const COMPANION_PRODUCT = {
  maker: "Lineproof simulator",
  name: "OPC 40001-1 machines (simulated)",
  version: "1.0",
};

async function start(server: OPCUAServer, options: OpcUaServerOptions): Promise<void> {
  const { exposure, security } = options;
  await server.initialize();
  const space = server.engine.addressSpace;
  if (space === null) throw new Error("no address space");
  const bindings =
    exposure.kind === "controller" ? addController(space, exposure) : addCompanion(space, exposure);
  bindPoints(bindings, options);
  offerOnly(server, [
    ...(security.anonymous ? [UserTokenType.Anonymous] : []),
    ...(security.users.size > 0 ? [UserTokenType.UserName] : []),
    ...((security.userCertificates ?? []).length > 0 ? [UserTokenType.Certificate] : []),
  ]);
  await server.start();
}

/** The library offers all kinds of users, whether there are any or not. */
function offerOnly(server: OPCUAServer, offered: readonly UserTokenType[]): void {
  for (const endpoint of server.endpoints) {
    for (const description of endpoint.endpointDescriptions()) {
      description.userIdentityTokens = (description.userIdentityTokens ?? []).filter((token) =>
        offered.includes(token.tokenType),
      );
    }
  }
}

function advertise(
  server: OPCUAServer,
  { host, port }: { readonly host: string; readonly port: number },
): void {
  for (const endpoint of server.endpoints) {
    for (const description of endpoint.endpointDescriptions()) {
      // The library computes it from its own listener at every answer.
      const get = (): string => `opc.tcp://${host}:${port}`;
      Object.defineProperty(description, "endpointUrl", { get, configurable: true });
    }
  }
}

async function end(server: OPCUAServer, { manager }: OpcUaPki): Promise<void> {
  await server.shutdown(0);
  await manager.dispose();
}

function bounded<T>(limitMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${limitMs} ms`)), limitMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

function isListenError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error && error.syscall === "listen";
}

function failed(error: unknown): SimulatorsError {
  return new SimulatorsError(
    "SIMULATORS_OPCUA_FAILED",
    `OPC UA 服务器无法启动 · the OPC UA server cannot start: ${error}`,
    { reason: String(error) },
    { cause: error },
  );
}

/** Its objects (places in its own source) say nothing to a reader of the log; an error does. */
function isText(part: unknown): boolean {
  return typeof part !== "object" || part instanceof Error;
}

/** The library logs to the console of the process; here the caller says where lines go. */
function forwardLibraryLog(log: (line: string) => void): void {
  const forward = (...parts: unknown[]): void =>
    log(
      `OPC UA: ${parts.filter(isText).map(String).join(" ").replaceAll(/\s+/g, " ").slice(0, 400)}`,
    );
  setErrorLogger(forward);
  setWarningLogger(forward);
}
