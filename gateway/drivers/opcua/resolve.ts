// Addresses → node ids of this session: namespace URIs to indexes, browse paths by the server in one request
// (Part 4 §5.9.4). Done anew for every session.
import type {
  BrowsePathResult,
  NodeId,
  TranslateBrowsePathsToNodeIdsResponse,
} from "node-opcua-client";
import { qualityOf } from "#contracts/quality.ts";
import type { OpcUaAddress } from "./address.ts";
import type { Answer, OpcUaLink } from "./link.ts";
import type { NodeName } from "./node-text.ts";
import { askInParts } from "./parts.ts";

/** BadNodeIdUnknown: its namespace is not in the server. */
const badNodeIdUnknown = 0x8034_0000;
const badNoMatch = 0x806f_0000;
/** HierarchicalReferences. */
const hierarchicalReferences = 33;
/** RemainingPathIndex of a path that was followed to its end. */
const wholePath = 0xffff_ffff;

/** NodeIdType of the library. */
const kindNumbers = { i: 1, s: 2, g: 3, b: 4 } as const;

export type Resolved =
  | { readonly ok: true; readonly node: NodeId }
  /** A bad status: the server's, or ours when a namespace is missing. */
  | { readonly ok: false; readonly status: number };

/** One answer per address, in order. Rejects when the link is lost. */
export async function resolveAddresses(
  link: OpcUaLink,
  addresses: readonly OpcUaAddress[],
  deadline: number,
): Promise<readonly Resolved[]> {
  const resolved: Resolved[] = addresses.map(({ node }) => resolveNode(link, node));
  const paths: { index: number; address: OpcUaAddress; start: NodeId }[] = [];
  resolved.forEach((start, index) => {
    const address = addresses[index];
    if (start.ok && address !== undefined && address.path.length > 0) {
      paths.push({ index, address, start: start.node });
    }
  });
  const answers = await askInParts(link, "paths", paths, (part) => translate(link, part, deadline));
  for (const [part, answer] of answers) {
    part.forEach(({ index }, i) => {
      resolved[index] = answer.ok
        ? targetOf(link, answer.value.results?.[i])
        : { ok: false, status: answer.status };
    });
  }
  return resolved;
}

function namespaceIndex(link: OpcUaLink, uri: string | null): number {
  return uri === null ? 0 : link.namespaces.indexOf(uri);
}

export function resolveNode(link: OpcUaLink, { uri, kind, id }: NodeName): Resolved {
  const index = namespaceIndex(link, uri);
  if (index < 0) return { ok: false, status: badNodeIdUnknown };
  const value =
    kind === "i"
      ? Number(id)
      : kind === "b"
        ? Buffer.from(id, "base64")
        : kind === "g"
          ? id.toUpperCase()
          : id;
  return { ok: true, node: new link.library.NodeId(kindNumbers[kind], value, index) };
}

function translate(
  link: OpcUaLink,
  paths: readonly { readonly address: OpcUaAddress; readonly start: NodeId }[],
  deadline: number,
): Promise<Answer<TranslateBrowsePathsToNodeIdsResponse>> {
  const { library } = link;
  // A path through a namespace that the server lacks cannot match; 65535 is no server's index.
  const index = (uri: string | null) => namespaceIndex(link, uri) & 0xffff;
  const request = new library.TranslateBrowsePathsToNodeIdsRequest({
    browsePaths: paths.map(({ address, start }) => ({
      startingNode: start,
      relativePath: {
        elements: address.path.map(({ uri, name }) => ({
          referenceTypeId: library.makeNodeId(hierarchicalReferences, 0),
          isInverse: false,
          includeSubtypes: true,
          targetName: { namespaceIndex: index(uri), name },
        })),
      },
    })),
  });
  return link.ask("查找路径 · following paths", deadline, (session) =>
    session.performMessageTransaction(request),
  );
}

function targetOf(link: OpcUaLink, result: BrowsePathResult | undefined): Resolved {
  if (result === undefined) return { ok: false, status: badNoMatch };
  const { value: code } = result.statusCode;
  if (qualityOf(code) === "bad") return { ok: false, status: code };
  const target = result.targets?.find(({ remainingPathIndex }) => remainingPathIndex === wholePath);
  if (target === undefined) return { ok: false, status: badNoMatch };
  const { identifierType, value, namespace } = target.targetId;
  return { ok: true, node: new link.library.NodeId(identifierType, value, namespace) };
}
