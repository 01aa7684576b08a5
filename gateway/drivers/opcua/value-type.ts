// Of which built-in type a variable's values are, and why a variable cannot be a signal: arrays, structures, types
// that no signal has. The value itself says it best; where there is none yet, its DataType attribute does.
import type { NodeId } from "node-opcua-client";
import { type OpcUaType, opcuaTypes } from "./address.ts";
import { referencesOf } from "./address-space.ts";
import type { OpcUaLink } from "./link.ts";
import { askInParts } from "./parts.ts";
import { type ServerValue, typeNumbers } from "./value.ts";

/** Attributes, Part 6 Annex A.1. */
const attributes = { value: 13, dataType: 14, valueRank: 15, accessLevel: 17 } as const;
const perVariable = Object.values(attributes);
/** Enumeration: an Int32 on the wire. Structure. */
const enumeration = 29;
const structure = 22;
const readable = 0x01;
/** A chain of subtypes is not longer than this. */
const deepest = 12;

const byNumber = new Map<number, OpcUaType>(opcuaTypes.map((type) => [typeNumbers[type], type]));

export type VariableFacts = {
  readonly type?: OpcUaType;
  /** Why it cannot be a signal. */
  readonly refused?: string;
  readonly said?: ServerValue;
};

/** One for each variable, in order. Rejects when the link is lost. */
export async function factsOf(
  link: OpcUaLink,
  variables: readonly NodeId[],
): Promise<readonly VariableFacts[]> {
  const said = await readAttributes(link, variables);
  const facts: VariableFacts[] = [];
  for (let i = 0; i < variables.length; i += 1) {
    const [value, dataType, rank, access] = said.slice(i * 4, i * 4 + 4);
    facts.push(await factOf(link, { value, dataType, rank, access }));
  }
  return facts;
}

async function readAttributes(
  link: OpcUaLink,
  variables: readonly NodeId[],
): Promise<readonly (ServerValue | undefined)[]> {
  const wanted = variables.flatMap((nodeId) =>
    perVariable.map((attributeId) => ({ nodeId, attributeId })),
  );
  const answers = await askInParts(link, "reads", wanted, (part) => {
    const request = new link.library.ReadRequest({
      maxAge: 0,
      timestampsToReturn: link.library.TimestampsToReturn.Both,
      nodesToRead: [...part],
    });
    return link.ask("读取属性 · reading attributes", link.deadline(), (session) =>
      session.performMessageTransaction(request),
    );
  });
  return answers.flatMap(([part, answer]) =>
    part.map((_, i) => (answer.ok ? (answer.value.results?.[i] as ServerValue) : undefined)),
  );
}

type Attributes = Readonly<
  Record<"value" | "dataType" | "rank" | "access", ServerValue | undefined>
>;

async function factOf(link: OpcUaLink, said: Attributes): Promise<VariableFacts> {
  const value = said.value === undefined ? {} : { said: said.value };
  const access = said.access?.value?.value;
  if (typeof access === "number" && (access & readable) === 0) {
    return { refused: "不可读 · not readable", ...value };
  }
  const rank = said.rank?.value?.value;
  const variant = said.value?.value;
  if ((variant?.arrayType ?? 0) !== 0 || (typeof rank === "number" && rank >= 0)) {
    return { refused: "数组,请逐元素取 · an array: take its elements", ...value };
  }
  const number =
    variant === null || variant === undefined || variant.dataType === 0
      ? await builtIn(link, said.dataType?.value?.value)
      : variant.dataType;
  if (number === structure) {
    return { refused: "结构,请取其成员 · a structure: take its members", ...value };
  }
  const type = number === undefined ? undefined : byNumber.get(number);
  if (type === undefined) {
    return { refused: `类型 ${number ?? "?"} 不能作信号 · no signal is of this type`, ...value };
  }
  return { type, ...value };
}

/** The built-in type at the end of a DataType's chain of supertypes. */
async function builtIn(link: OpcUaLink, dataType: unknown): Promise<number | undefined> {
  let node = dataType as NodeId | undefined;
  for (let step = 0; step < deepest; step += 1) {
    if (node === undefined || node === null || typeof node !== "object") return undefined;
    if (node.namespace === 0 && typeof node.value === "number") {
      if (node.value === enumeration) return typeNumbers.Int32;
      if (node.value <= 25) return node.value;
    }
    const [parents] = await referencesOf(link, [node], "supertype");
    node = parents?.[0]?.node;
  }
  return undefined;
}
