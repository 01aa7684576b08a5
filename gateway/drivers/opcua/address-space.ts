// Looking around in a server: what lies below nodes, of which type they are. Continuation points are followed and,
// where there is more than anybody wants, released (Part 4 §5.8.2, §5.8.3).
import type {
  BrowsePathResult,
  BrowseResult,
  ExpandedNodeId,
  NodeId,
  ReferenceDescription,
} from "node-opcua-client";
import type { AddressSpace, ChildNode, Relation } from "../../recognition/address-space.ts";
import type { OpcUaLink } from "./link.ts";
import { formatNodeText, type NodeName, parseNodeText } from "./node-text.ts";
import { readNodes } from "./once.ts";
import { askInParts } from "./parts.ts";
import { resolveNode } from "./resolve.ts";

/** References that one node is followed for: beyond that it is no list for people. */
const mostReferences = 20_000;
const referencesPerAnswer = 1_000;
/** HierarchicalReferences, HasSubtype, HasTypeDefinition. */
const relations: Readonly<Record<Relation, { readonly type: number; readonly inverse: boolean }>> =
  {
    below: { type: 33, inverse: false },
    supertype: { type: 45, inverse: true },
    type: { type: 40, inverse: false },
  };
const kinds: Readonly<Record<number, ChildNode["kind"]>> = { 1: "object", 2: "variable" };

/** A child with its node id of this session. */
export type Reference = {
  readonly node: NodeId;
  readonly namespace: number;
  readonly name: string;
  readonly kind: ChildNode["kind"];
  readonly referenceType: NodeId;
  readonly type: NodeId | undefined;
};

/** What each node refers to, in the order of the nodes. Rejects when the link is lost. */
export async function referencesOf(
  link: OpcUaLink,
  nodes: readonly NodeId[],
  relation: Relation,
): Promise<readonly (readonly Reference[])[]> {
  const { library } = link;
  const { type, inverse } = relations[relation];
  const answers = await askInParts(link, "browses", nodes, (part) => {
    const request = new library.BrowseRequest({
      requestedMaxReferencesPerNode: referencesPerAnswer,
      nodesToBrowse: part.map((nodeId) => ({
        nodeId,
        browseDirection: inverse
          ? library.BrowseDirection.Inverse
          : library.BrowseDirection.Forward,
        referenceTypeId: library.makeNodeId(type, 0),
        includeSubtypes: true,
        nodeClassMask: 0,
        resultMask: 63,
      })),
    });
    return link.ask("浏览 · browsing", link.deadline(), (session) =>
      session.performMessageTransaction(request),
    );
  });
  const lists: Reference[][] = [];
  for (const [part, answer] of answers) {
    for (let i = 0; i < part.length; i += 1) {
      const result = answer.ok ? answer.value.results?.[i] : undefined;
      lists.push(await whole(link, result));
    }
  }
  return lists;
}

async function whole(link: OpcUaLink, first: BrowseResult | undefined): Promise<Reference[]> {
  const list: Reference[] = [];
  let result = first;
  while (result !== undefined) {
    for (const each of result.references ?? []) {
      const reference = referenceOf(link, each);
      if (reference !== undefined) list.push(reference);
    }
    const { continuationPoint } = result;
    if (!continuationPoint || continuationPoint.length === 0) break;
    result = await next(link, continuationPoint, list.length >= mostReferences);
  }
  return list;
}

async function next(
  link: OpcUaLink,
  continuationPoint: Buffer,
  release: boolean,
): Promise<BrowseResult | undefined> {
  const request = new link.library.BrowseNextRequest({
    releaseContinuationPoints: release,
    continuationPoints: [continuationPoint],
  });
  const answer = await link.ask("继续浏览 · browsing on", link.deadline(), (session) =>
    session.performMessageTransaction(request),
  );
  return answer.ok && !release ? answer.value.results?.[0] : undefined;
}

function referenceOf(link: OpcUaLink, each: ReferenceDescription): Reference | undefined {
  const node = localNode(link, each.nodeId);
  const { name, namespaceIndex } = each.browseName;
  if (node === undefined || name === null) return undefined;
  return {
    node,
    namespace: namespaceIndex,
    name,
    kind: kinds[each.nodeClass] ?? "other",
    referenceType: each.referenceTypeId,
    type: localNode(link, each.typeDefinition),
  };
}

/** Undefined for a node of another server, or of a namespace that is not in the table. */
function localNode(link: OpcUaLink, id: ExpandedNodeId | null): NodeId | undefined {
  if (id === null || id.serverIndex > 0) return undefined;
  const index = id.namespaceUri ? link.namespaces.indexOf(id.namespaceUri) : id.namespace;
  if (index < 0) return undefined;
  return new link.library.NodeId(id.identifierType, id.value, index);
}

const kindLetters: Readonly<Record<number, NodeName["kind"]>> = { 1: "i", 2: "s", 3: "g", 4: "b" };

/** As an address's `node` writes it: by namespace URI. */
export function textOfNode(link: OpcUaLink, { identifierType, value, namespace }: NodeId): string {
  const id = Buffer.isBuffer(value) ? value.toString("base64") : String(value);
  const uri = namespace === 0 ? null : (link.namespaces[namespace] ?? null);
  return formatNodeText({ uri, kind: kindLetters[identifierType] ?? "s", id });
}

/** The server as recognition sees it: nodes are texts by namespace URI. */
export function opcUaAddressSpace(link: OpcUaLink): AddressSpace {
  const nodeOf = (text: string): NodeId | undefined => {
    const parsed = parseNodeText(text);
    const resolved = parsed.ok ? resolveNode(link, parsed.value) : undefined;
    return resolved?.ok === true ? resolved.node : undefined;
  };
  return {
    namespaces: link.namespaces,
    children: async (texts, relation) => {
      const nodes = texts.map(nodeOf);
      const known = nodes.flatMap((node) => (node === undefined ? [] : [node]));
      const lists = [...(await referencesOf(link, known, relation))].values();
      return nodes.map((node) =>
        node === undefined ? [] : (lists.next().value ?? []).map((each) => childOf(link, each)),
      );
    },
    texts: async (from, paths) => {
      const start = nodeOf(from);
      return start === undefined
        ? paths.map(() => undefined)
        : await textsBelow(link, start, paths);
    },
  };
}

function childOf(link: OpcUaLink, each: Reference): ChildNode {
  return {
    node: textOfNode(link, each.node),
    uri: each.namespace === 0 ? null : (link.namespaces[each.namespace] ?? null),
    name: each.name,
    kind: each.kind,
    type: each.type === undefined ? undefined : textOfNode(link, each.type),
  };
}

type Path = Parameters<AddressSpace["texts"]>[1][number];

/** Texts of String and LocalizedText variables; undefined where there is none. */
async function textsBelow(
  link: OpcUaLink,
  start: NodeId,
  paths: readonly Path[],
): Promise<readonly (string | undefined)[]> {
  const nodes = await followPaths(
    link,
    paths.map((path) => ({ start, path })),
  );
  const known = nodes.flatMap((node) => (node === undefined ? [] : [node]));
  const values = [...(await readNodes(link, known, link.deadline()))].values();
  return nodes.map((node) => {
    if (node === undefined) return undefined;
    const said = values.next().value;
    const value = typeof said === "object" ? said.value?.value : undefined;
    const text = typeof value === "object" ? (value as { text?: unknown } | null)?.text : value;
    return typeof text === "string" && text.trim() !== "" ? text.trim() : undefined;
  });
}

/** Nodes at the ends of paths, in one request where the server takes it. Rejects when the link is lost. */
export async function followPaths(
  link: OpcUaLink,
  wanted: readonly { readonly start: NodeId; readonly path: Path }[],
): Promise<readonly (NodeId | undefined)[]> {
  const { library } = link;
  const index = (uri: string | null) => (uri === null ? 0 : link.namespaces.indexOf(uri) & 0xffff);
  const answers = await askInParts(link, "paths", wanted, (part) => {
    const request = new library.TranslateBrowsePathsToNodeIdsRequest({
      browsePaths: part.map(({ start, path }) => ({
        startingNode: start,
        relativePath: {
          elements: path.map(({ uri, name }) => ({
            referenceTypeId: library.makeNodeId(33, 0),
            isInverse: false,
            includeSubtypes: true,
            targetName: { namespaceIndex: index(uri), name },
          })),
        },
      })),
    });
    return link.ask("查找路径 · following paths", link.deadline(), (session) =>
      session.performMessageTransaction(request),
    );
  });
  return answers.flatMap(([part, answer]) =>
    part.map((_, i) => targetOf(link, answer.ok ? answer.value.results?.[i] : undefined)),
  );
}

function targetOf(link: OpcUaLink, result: BrowsePathResult | undefined): NodeId | undefined {
  const target = result?.targets?.find(
    ({ remainingPathIndex }) => remainingPathIndex === 0xffff_ffff,
  );
  return target === undefined ? undefined : localNode(link, target.targetId);
}
