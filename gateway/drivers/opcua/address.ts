// Where a value lies in an OPC UA server and of which type it is. Pure: the client library is not needed.
// `{ node: 'nsu=<uri>;s="DB"."x"', type: Double }` or `{ path: "ww:State/ww:Machine", type: Int32 }`.
import { z } from "zod";
import { checkSchema } from "#contracts/schema-problems.ts";
import { datatypes } from "#contracts/sparkplug-datatype.ts";
import { GatewayError } from "../../errors.ts";
import {
  type BrowseStep,
  isNodeText,
  type NodeName,
  objectsFolder,
  parseBrowsePath,
  parseNodeText,
} from "./node-text.ts";

/** Built-in types that a signal may have (Part 6 §5.1.2). An enumeration is an Int32 on the wire. */
export const opcuaTypes = [
  "Boolean",
  "SByte",
  "Byte",
  "Int16",
  "UInt16",
  "Int32",
  "UInt32",
  "Int64",
  "UInt64",
  "Float",
  "Double",
  "String",
  "DateTime",
  /** Its text, whatever the language. */
  "LocalizedText",
] as const;
export type OpcUaType = (typeof opcuaTypes)[number];

export type OpcUaAddress = {
  /** The node itself, or where `path` begins. */
  readonly node: NodeName;
  /** Browse names from there; empty for a node given by its id. */
  readonly path: readonly BrowseStep[];
  readonly type: OpcUaType;
  /** value = raw · scale; 1 keeps the datatype, anything else makes a Double. */
  readonly scale: number;
};

const addressSchema = z.strictObject({
  node: z.string().min(1).optional(),
  path: z.string().min(1).optional(),
  type: z.enum(opcuaTypes),
  scale: z
    .number()
    .refine((scale) => Number.isFinite(scale) && scale !== 0, "不能为 0 · must not be 0")
    .default(1),
  /** Shared by the addresses of an equipment: where paths begin, and what their aliases mean. */
  root: z.string().min(1).optional(),
  namespaces: z.record(z.string().regex(/^[A-Za-z][\w-]*$/), z.string().min(1)).default({}),
});

function invalid(value: unknown, problems: readonly string[]): GatewayError {
  const shown = typeof value === "string" ? value : JSON.stringify(value);
  return new GatewayError(
    "GATEWAY_ADDRESS_INVALID",
    `OPC UA 地址 · OPC UA address ${shown}: ${problems.join("; ")}`,
    { address: shown ?? "undefined" },
  );
}

/** Throws GATEWAY_ADDRESS_INVALID naming every problem of the address. */
export function parseOpcUaAddress(
  value: unknown,
  shared: Readonly<Record<string, unknown>> = {},
): OpcUaAddress {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw invalid(value, [
      "应为 { node: 'nsu=…;s=…', type: Double } 或 { path: '…', type: … } · must be { node, type } or { path, type }",
    ]);
  }
  const checked = checkSchema(addressSchema, { ...shared, ...value });
  if (!checked.ok) {
    throw invalid(
      value,
      checked.problems.map(({ path, message }) => `${path}: ${message}`),
    );
  }
  const { type, scale } = checked.value;
  const problems: string[] = [];
  if (scale !== 1 && unscaled.has(type)) {
    problems.push("scale: 只用于数字 · only for numbers");
  }
  const place = placeOf(checked.value, problems);
  if (problems.length > 0 || place === undefined) throw invalid(value, problems);
  return { ...place, type, scale };
}

const unscaled: ReadonlySet<OpcUaType> = new Set([
  "Boolean",
  "String",
  "DateTime",
  "LocalizedText",
]);

type Place = Pick<OpcUaAddress, "node" | "path">;

function placeOf(
  { node, path, root, namespaces }: z.infer<typeof addressSchema>,
  problems: string[],
): Place | undefined {
  if ((node === undefined) === (path === undefined)) {
    problems.push("node 与 path 必须恰有一个 · exactly one of node and path");
    return undefined;
  }
  if (node !== undefined) {
    const parsed = parseNodeText(node);
    if (parsed.ok) return { node: parsed.value, path: [] };
    problems.push(`node: ${parsed.reason}`);
    return undefined;
  }
  const steps = parseBrowsePath(path ?? "", namespaces);
  if (!steps.ok) problems.push(`path: ${steps.reason}`);
  const begin = parseRoot(root, namespaces);
  if (!begin.ok) problems.push(`root: ${begin.reason}`);
  if (!steps.ok || !begin.ok) return undefined;
  return { node: begin.value.node, path: [...begin.value.path, ...steps.value] };
}

export function parseRoot(
  root: string | undefined,
  namespaces: Readonly<Record<string, string>>,
): { ok: true; value: Place } | { ok: false; reason: string } {
  if (root === undefined) return { ok: true, value: { node: objectsFolder, path: [] } };
  if (isNodeText(root)) {
    const node = parseNodeText(root);
    return node.ok ? { ok: true, value: { node: node.value, path: [] } } : node;
  }
  const path = parseBrowsePath(root, namespaces);
  return path.ok ? { ok: true, value: { node: objectsFolder, path: path.value } } : path;
}

const datatypeOf: Readonly<Record<OpcUaType, number>> = {
  Boolean: datatypes.Boolean,
  SByte: datatypes.Int8,
  Byte: datatypes.UInt8,
  Int16: datatypes.Int16,
  UInt16: datatypes.UInt16,
  Int32: datatypes.Int32,
  UInt32: datatypes.UInt32,
  Int64: datatypes.Int64,
  UInt64: datatypes.UInt64,
  Float: datatypes.Float,
  Double: datatypes.Double,
  String: datatypes.String,
  /** ms UTC. */
  DateTime: datatypes.Int64,
  LocalizedText: datatypes.String,
};

/** Sparkplug datatype of what readingOf yields. */
export function opcuaDatatype({ type, scale }: OpcUaAddress): number {
  return scale === 1 ? datatypeOf[type] : datatypes.Double;
}

/** How a person knows the node again in a log. */
export function describeAddress({ node, path }: OpcUaAddress): string {
  const start = `${node.uri === null ? "" : `nsu=${node.uri};`}${node.kind}=${node.id}`;
  return [start, ...path.map(({ name }) => name)].join("/");
}
