// Lists what a server has below a node, over a connection of its own. Nothing is written and nothing is subscribed.
import { driverOf } from "../config/connection.ts";
import type { BrowsedNode, Connection } from "../driver.ts";
import { GatewayError } from "../errors.ts";
import type { ScanIo, ScanTarget } from "./scan-connection.ts";

export type BrowseOptions = {
  /** As an equipment's `root`; absent: from Objects. */
  readonly from?: string;
  readonly namespaces: Readonly<Record<string, string>>;
  /** Most nodes to give. */
  readonly limit: number;
};

export type BrowseReport = {
  readonly connection: string;
  readonly nodes: readonly BrowsedNode[];
  /** True: there may be more than `limit`. */
  readonly cut: boolean;
};

/** Throws GATEWAY_COMMISSIONING_UNSUPPORTED, or why the connection could not be opened. */
export async function browseConnection(
  target: ScanTarget,
  options: BrowseOptions,
  io: Omit<ScanIo, "templates">,
  told: (node: BrowsedNode) => void,
): Promise<BrowseReport> {
  const driver = driverOf(target.driver);
  const { clock, dataDir, log, signal } = io;
  const connection = await driver?.open(target.endpoint, { clock, dataDir, log });
  if (connection === undefined) throw unsupported(target.driver);
  try {
    return await browseOpened(target, connection, options, signal, told);
  } finally {
    await connection.close();
  }
}

/** The same over a connection that is open already, and stays so. */
export async function browseOpened(
  { id, driver }: Pick<ScanTarget, "id" | "driver">,
  connection: Connection<unknown>,
  { from, namespaces, limit }: BrowseOptions,
  signal: AbortSignal,
  told: (node: BrowsedNode) => void,
): Promise<BrowseReport> {
  if (connection.browse === undefined) throw unsupported(driver);
  const nodes: BrowsedNode[] = [];
  for await (const node of connection.browse(from, namespaces, limit, signal)) {
    nodes.push(node);
    told(node);
  }
  return { connection: id, nodes, cut: nodes.length >= limit };
}

function unsupported(driver: string): GatewayError {
  return new GatewayError(
    "GATEWAY_COMMISSIONING_UNSUPPORTED",
    `驱动 ${driver} 不能浏览:Modbus 设备不会说自己有什么,用 scan 或 import · driver ${driver} cannot browse: a Modbus device does not say what it has, use scan or import`,
    { driver },
  );
}
