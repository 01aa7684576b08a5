// An OPC UA server for tests, made with the server side of the library: variables that a test sets, a
// namespace table in the order that a test wants, and the security that it names.
import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type AddressSpace,
  DataType,
  type DataValueOptions,
  LogLevel,
  MessageSecurityMode,
  nodesets,
  OPCUACertificateManager,
  OPCUAServer,
  SecurityPolicy,
  type StatusCode,
  StatusCodes,
  setLogLevel,
  type UAVariable,
  VariantArrayType,
  type VariantOptions,
} from "node-opcua";
import { freePort } from "../kit/free-port.ts";

/** Keys and certificates take a while: the servers of one test file share a folder of them. */
export class ServerPki {
  readonly folder: string;
  readonly manager: OPCUACertificateManager;
  /** DER of the server's certificate. */
  readonly certificateFile: string;

  private constructor(folder: string, manager: OPCUACertificateManager, certificateFile: string) {
    this.folder = folder;
    this.manager = manager;
    this.certificateFile = certificateFile;
  }

  /** @param acceptClients whether it takes certificates of clients that it does not know. */
  static async make(
    validity: { readonly from: Date; readonly days: number },
    acceptClients = true,
  ): Promise<ServerPki> {
    setLogLevel(LogLevel.Emergency);
    const folder = await mkdtemp(join(tmpdir(), "lineproof-opcua-"));
    const manager = new OPCUACertificateManager({
      rootFolder: folder,
      automaticallyAcceptUnknownCertificate: acceptClients,
      disableFileWatchers: true,
    });
    await manager.initialize();
    const certificateFile = join(folder, "server.pem");
    await manager.createSelfSignedCertificate({
      applicationUri: "urn:test:server",
      dns: ["localhost"],
      subject: "/CN=Test server",
      startDate: validity.from,
      validity: validity.days,
      outputFile: certificateFile,
    });
    return new ServerPki(folder, manager, certificateFile);
  }

  get pem(): string {
    return readFileSync(this.certificateFile, "utf8");
  }

  async remove(): Promise<void> {
    await this.manager.dispose();
    await rm(this.folder, { recursive: true, force: true });
  }
}

export type FixtureVariable = {
  /** URI of its namespace. */
  readonly uri: string;
  /** Identifier, as a text. */
  readonly id: string;
  /** Browse name below Objects; the id without one. */
  readonly browseName?: string;
  readonly value: VariantOptions;
};

export type FixtureOptions = {
  readonly pki: ServerPki;
  readonly port?: number;
  /** In the order of the table, from index 2. */
  readonly namespaces: readonly string[];
  readonly variables: readonly FixtureVariable[];
  readonly nodesets?: readonly string[];
  readonly modes?: readonly (keyof typeof MessageSecurityMode)[];
  readonly policies?: readonly (keyof typeof SecurityPolicy)[];
  /** Password by name; absent: anonymous only. */
  readonly users?: Readonly<Record<string, string>>;
  /** Told of every name and password that a client shows. */
  readonly onLogin?: (name: string) => void;
  /** PEM of certificates of users; absent: none is taken. */
  readonly userCertificates?: readonly string[];
  readonly maxSessions?: number;
  readonly build?: (space: AddressSpace) => void;
};

/** Takes exactly these; what the library asks of its store of user certificates. */
function userStore(pems: readonly string[]): OPCUACertificateManager {
  const known = new Set(pems.map((pem) => new X509Certificate(pem).fingerprint256));
  const check = (
    shown: Buffer | readonly Buffer[],
    done: (error: null, status: StatusCode) => void,
  ) => {
    const [der] = Buffer.isBuffer(shown) ? [shown] : shown;
    const isKnown = der !== undefined && known.has(new X509Certificate(der).fingerprint256);
    done(null, isKnown ? StatusCodes.Good : StatusCodes.BadCertificateUntrusted);
  };
  const store = { initialize: async () => {}, dispose: async () => {}, checkCertificate: check };
  return store as unknown as OPCUACertificateManager;
}

/** 2026-01-05 08:00:00 UTC: when the fixture's values were first true. */
export const firstSourceTime = Date.UTC(2026, 0, 5, 8);

export class OpcUaFixture {
  readonly port: number;
  readonly server: OPCUAServer;
  readonly #variables = new Map<string, { readonly node: UAVariable; readonly type: DataType }>();

  private constructor(port: number, server: OPCUAServer) {
    this.port = port;
    this.server = server;
  }

  static async open(options: FixtureOptions): Promise<OpcUaFixture> {
    const { pki, namespaces, users } = options;
    const port = options.port ?? (await freePort());
    const server = new OPCUAServer({
      host: "127.0.0.1",
      hostname: "127.0.0.1",
      port,
      nodeset_filename: [nodesets.standard, ...(options.nodesets ?? [])],
      serverInfo: { applicationUri: "urn:test:server" },
      buildInfo: {
        productName: "Test PLC",
        manufacturerName: "Test maker",
        softwareVersion: "1.2.3",
      },
      certificateFile: pki.certificateFile,
      privateKeyFile: pki.manager.privateKey,
      serverCertificateManager: pki.manager,
      userCertificateManager: userStore(options.userCertificates ?? []),
      securityModes: (options.modes ?? ["None"]).map((mode) => MessageSecurityMode[mode]),
      securityPolicies: (options.policies ?? ["None"]).map((policy) => SecurityPolicy[policy]),
      allowAnonymous: users === undefined,
      userManager: {
        isValidUser: (name: string, password: string) => {
          options.onLogin?.(name);
          return users?.[name] === password;
        },
      },
      serverCapabilities: {
        maxSessions: options.maxSessions ?? 20,
        minSupportedSampleRate: 50,
      },
    });
    await server.initialize();
    const space = server.engine.addressSpace!;
    for (const uri of namespaces) space.registerNamespace(uri);
    const fixture = new OpcUaFixture(port, server);
    for (const variable of options.variables) fixture.#add(space, variable);
    options.build?.(space);
    await server.start();
    return fixture;
  }

  get url(): string {
    return `opc.tcp://127.0.0.1:${this.port}`;
  }

  /** Changes a variable's value; @param more status and times, when others than good and now. */
  set(
    id: string,
    value: unknown,
    more: Pick<DataValueOptions, "statusCode" | "sourceTimestamp"> = {},
  ): void {
    const { node, type } = this.#variables.get(id)!;
    node.setValueFromSource(
      { dataType: type, value },
      more.statusCode,
      more.sourceTimestamp ?? undefined,
    );
  }

  add(variable: FixtureVariable): void {
    this.#add(this.server.engine.addressSpace!, variable);
  }

  /** Connections open now. */
  connections(): number {
    return this.server.currentChannelCount;
  }

  /** Cuts every connection at once, without a good-bye, and stops listening. */
  async kill(): Promise<void> {
    for (const endpoint of this.server.endpoints) {
      endpoint.abruptlyInterruptChannels();
    }
    await this.server.shutdown(0);
  }

  async close(): Promise<void> {
    await this.server.shutdown(0);
  }

  #add(space: AddressSpace, { uri, id, browseName, value }: FixtureVariable): void {
    const type = DataType[value.dataType as keyof typeof DataType] as unknown as DataType;
    const dataType = typeof value.dataType === "number" ? value.dataType : type;
    const node = space.getNamespace(uri).addVariable({
      organizedBy: space.rootFolder.objects,
      browseName: browseName ?? id,
      nodeId: `s=${id}`,
      dataType: DataType[dataType as DataType],
      valueRank: value.arrayType === VariantArrayType.Array ? 1 : -1,
      minimumSamplingInterval: 0,
    });
    const arrayType = value.arrayType ?? VariantArrayType.Scalar;
    node.setValueFromSource(
      { ...value, dataType, arrayType },
      undefined,
      new Date(firstSourceTime),
    );
    this.#variables.set(id, { node, type: dataType });
  }
}
