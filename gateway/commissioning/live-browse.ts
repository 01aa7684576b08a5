// What a server of the running gateway has, over the connection of its scans, with each variable as a configuration
// would write it.
import type { BrowsedNode } from "../driver.ts";
import { GatewayError } from "../errors.ts";
import type { CommissioningDesk } from "../local/commissioning-desk.ts";
import { type BrowseOptions, browseOpened } from "./browse-connection.ts";
import { signalsOfNodes, signalsYaml, textOf } from "./browsed-signals.ts";

export type LiveNode = {
  readonly path: string;
  readonly name: string;
  readonly kind: BrowsedNode["kind"];
  readonly unit?: string;
  /** As text; absent where none was read. */
  readonly value?: string;
  /** Why it cannot be a signal. */
  readonly refused?: string;
  /** The signal that it can be: a line below an equipment's `signals:`. */
  readonly line?: string;
};

export type LiveBrowse = {
  readonly connection: string;
  readonly nodes: readonly LiveNode[];
  /** True: there is or may be more, for the number or the time. */
  readonly cut: boolean;
};

/** Less than the local server waits for an answer. */
const limitMs = 20_000;

/** Rejects GATEWAY_EQUIPMENT_UNKNOWN, GATEWAY_COMMISSIONING_UNSUPPORTED, and why the connection cannot be asked. */
export async function browseLive(
  desk: CommissioningDesk,
  connection: string,
  options: BrowseOptions,
): Promise<LiveBrowse> {
  const target = desk.config.connections.find(({ id }) => id === connection);
  if (target === undefined) {
    throw new GatewayError("GATEWAY_EQUIPMENT_UNKNOWN", `没有连接 · no connection: ${connection}`);
  }
  const late = AbortSignal.timeout(limitMs);
  const { nodes, cut } = await desk.ask(connection, (open) =>
    browseOpened(target, open, options, late, () => undefined),
  );
  const lines = new Map(
    signalsOfNodes(nodes).map((signal) => [
      signal.path,
      signalsYaml([signal]).split("\n")[1]?.trim() ?? "",
    ]),
  );
  return {
    connection,
    nodes: nodes.map((node) => liveNode(node, lines.get(node.path))),
    cut: cut || late.aborted,
  };
}

function liveNode(
  { path, name, kind, unit, value, refused }: BrowsedNode,
  line: string | undefined,
): LiveNode {
  return {
    path,
    name,
    kind,
    ...(unit === undefined ? {} : { unit }),
    ...(value === undefined ? {} : { value: textOf(value) }),
    ...(refused === undefined ? {} : { refused }),
    ...(line === undefined ? {} : { line }),
  };
}
