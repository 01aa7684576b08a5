// What lies below a node, breadth first: names, types, units, values and ready addresses. Every node once,
// however many ways lead to it; requests as large as the server answers quickly.
import type { NodeId } from "node-opcua-client";
import { qualityOf } from "#contracts/quality.ts";
import type { BrowsedNode } from "../../driver.ts";
import { GatewayError } from "../../errors.ts";
import { parseRoot } from "./address.ts";
import { followPaths, type Reference, referencesOf, textOfNode } from "./address-space.ts";
import type { OpcUaLink } from "./link.ts";
import { formatBrowseStep } from "./node-text.ts";
import { readNodes } from "./once.ts";
import { resolveAddresses } from "./resolve.ts";
import { readingOf, type ServerValue } from "./value.ts";
import { factsOf, type VariableFacts } from "./value-type.ts";

export type BrowseOptions = {
  /** As an equipment's `root`; undefined: the Objects folder. */
  readonly from: string | undefined;
  readonly namespaces: Readonly<Record<string, string>>;
  /** Most nodes to give. */
  readonly limit: number;
  readonly signal: AbortSignal;
};

/** Server (Part 5 §8.3.2): thousands of nodes about the server itself. */
const serverObject = "i=2253";
/** HasProperty: below a variable these are its unit and range, no values. */
const hasProperty = 46;
/** Nodes looked into at a time, at first. */
const firstWidth = 10;
const quickMs = 250;

type Place = { readonly node: NodeId; readonly path: string; readonly variable: boolean };
type Fresh = Reference & { readonly path: string; readonly text: string };

/** Throws GATEWAY_ADDRESS_INVALID when `from` is no place of the server. Ends with the signal. */
export async function* browseBelow(
  link: OpcUaLink,
  options: BrowseOptions,
): AsyncGenerator<BrowsedNode> {
  const aliases = new Aliases(link, options.namespaces);
  const start = await startOf(link, options, aliases.known);
  const seen = new Set([textOfNode(link, start)]);
  const open: Place[] = [{ node: start, path: "", variable: false }];
  let left = options.limit;
  let width = firstWidth;
  while (open.length > 0 && left > 0 && !options.signal.aborted) {
    const begin = link.io.clock.monotonic();
    const places = open.splice(0, width);
    const lists = await referencesOf(
      link,
      places.map(({ node }) => node),
      "below",
    );
    const fresh = places.flatMap((place, i) =>
      (lists[i] ?? []).flatMap((each) => freshOf(link, place, each, aliases, seen)),
    );
    // As many as are still wanted: the others would be read for nothing.
    const given = fresh.slice(0, left);
    left -= given.length;
    const nodes = await described(link, given);
    width = nextWidth(width, link.io.clock.monotonic() - begin);
    for (const each of given) {
      if (each.text === serverObject) continue;
      open.push({ node: each.node, path: each.path, variable: each.kind === "variable" });
    }
    for (const node of nodes) {
      if (options.signal.aborted) return;
      yield node;
    }
  }
}

/** A server that takes its time is asked for less at once. */
function nextWidth(width: number, tookMs: number): number {
  if (tookMs > 2 * quickMs) return Math.max(1, Math.floor(width / 2));
  return tookMs < quickMs ? Math.min(100, width * 2) : width;
}

async function startOf(
  link: OpcUaLink,
  { from }: BrowseOptions,
  namespaces: BrowseOptions["namespaces"],
): Promise<NodeId> {
  const root = parseRoot(from, namespaces);
  const reason = root.ok ? "0x806f0000" : root.reason;
  if (root.ok) {
    const address = { ...root.value, type: "Int32", scale: 1 } as const;
    const [resolved] = await resolveAddresses(link, [address], link.deadline());
    if (resolved?.ok === true) return resolved.node;
  }
  throw new GatewayError(
    "GATEWAY_ADDRESS_INVALID",
    `服务器上没有 ${from} · the server has no such place: ${from}: ${reason}`,
    { address: from ?? "" },
  );
}

/** Nothing for what was seen already, for methods and views, and for properties of variables. */
function freshOf(
  link: OpcUaLink,
  place: Place,
  each: Reference,
  aliases: Aliases,
  seen: Set<string>,
): readonly Fresh[] {
  if (each.kind === "other") return [];
  if (place.variable && isProperty(each)) return [];
  const text = textOfNode(link, each.node);
  if (seen.has(text)) return [];
  seen.add(text);
  const step = formatBrowseStep(aliases.of(each.namespace), each.name);
  return [{ ...each, text, path: place.path === "" ? step : `${place.path}/${step}` }];
}

function isProperty({ referenceType }: Reference): boolean {
  return referenceType.namespace === 0 && referenceType.value === hasProperty;
}

async function described(
  link: OpcUaLink,
  given: readonly Fresh[],
): Promise<readonly BrowsedNode[]> {
  const variables = given.filter(({ kind }) => kind === "variable");
  const nodes = variables.map(({ node }) => node);
  const facts = [...(await factsOf(link, nodes))].values();
  const units = [...(await unitsOf(link, nodes))].values();
  return given.map(({ path, name, kind, text }): BrowsedNode => {
    if (kind !== "variable") return { path, name, kind: "folder" };
    const fact = facts.next().value ?? {};
    const unit = units.next().value;
    return {
      path,
      name,
      kind,
      ...(unit === undefined ? {} : { unit }),
      ...valueFields(fact, text),
    };
  });
}

function valueFields({ type, refused, said }: VariableFacts, node: string): Partial<BrowsedNode> {
  if (type === undefined) return refused === undefined ? {} : { refused };
  const address = { node, type };
  const reading =
    said === undefined
      ? undefined
      : readingOf(said, { node: { uri: null, kind: "i", id: "0" }, path: [], type, scale: 1 }, 0);
  return reading === undefined || qualityOf(reading.status) === "bad"
    ? { address }
    : { address, value: reading.value };
}

/** EngineeringUnits (Part 8 §5.6.3): the UNECE code where the unit has one, else as people write it. */
async function unitsOf(
  link: OpcUaLink,
  variables: readonly NodeId[],
): Promise<readonly (string | undefined)[]> {
  const path = [{ uri: null, name: "EngineeringUnits" }];
  const nodes = await followPaths(
    link,
    variables.map((start) => ({ start, path })),
  );
  const known = nodes.flatMap((node) => (node === undefined ? [] : [node]));
  const values = [...(await readNodes(link, known, link.deadline()))].values();
  return nodes.map((node) => (node === undefined ? undefined : unitIn(values.next().value)));
}

type UnitInformation = {
  readonly namespaceUri?: unknown;
  readonly unitId?: unknown;
  readonly displayName?: { readonly text?: unknown } | null;
};

function unitIn(said: ServerValue | number | undefined): string | undefined {
  const unit = typeof said === "object" ? (said.value?.value as UnitInformation | null) : null;
  if (unit === null || typeof unit !== "object") return undefined;
  const { namespaceUri, unitId } = unit;
  if (/cefact/i.test(String(namespaceUri)) && typeof unitId === "number" && unitId > 0) {
    // Part 8 §5.6.4.3: the letters of the code, one byte each.
    const code = [unitId >>> 16, unitId >>> 8, unitId].map((byte) => byte & 0xff).filter(Boolean);
    const text = String.fromCharCode(...code);
    if (/^[A-Z0-9]{2,3}$/.test(text)) return text;
  }
  const text = unit.displayName?.text;
  return typeof text === "string" && text !== "" ? text : undefined;
}

/** Aliases for paths: the caller's, and `ns` with its place for namespaces that have none. */
class Aliases {
  readonly #link: OpcUaLink;
  readonly #byUri: ReadonlyMap<string, string>;
  /** Of this session only: what a browse has shown is understood by the next one, unless the server restarted. */
  readonly known: Readonly<Record<string, string>>;

  constructor(link: OpcUaLink, namespaces: Readonly<Record<string, string>>) {
    this.#link = link;
    this.#byUri = new Map(Object.entries(namespaces).map(([alias, uri]) => [uri, alias]));
    const indexed = link.namespaces.map((uri, index) => [`ns${index}`, uri]);
    this.known = { ...Object.fromEntries(indexed.slice(1)), ...namespaces };
  }

  of(index: number): string | undefined {
    if (index === 0) return undefined;
    return this.#byUri.get(this.#link.namespaces[index] ?? "") ?? `ns${index}`;
  }
}
