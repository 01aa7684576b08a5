// Sparkplug B topics, Sparkplug 3.0 ch. 4: spBv1.0/group/type/edge node[/device] and spBv1.0/STATE/host.
// In Lineproof: group = site, edge node = gateway, device = equipment.
import { CodedError } from "./errors.ts";

export type TopicErrorCode = "CONTRACTS_TOPIC_FORM" | "CONTRACTS_TOPIC_ID";

export class TopicError extends CodedError<TopicErrorCode> {}

export const namespace = "spBv1.0";

export const nodeMessages = ["NBIRTH", "NDATA", "NDEATH", "NCMD"] as const;
export const deviceMessages = ["DBIRTH", "DDATA", "DDEATH", "DCMD"] as const;
export type NodeMessage = (typeof nodeMessages)[number];
export type DeviceMessage = (typeof deviceMessages)[number];

export type Topic =
  | { readonly type: NodeMessage; readonly group: string; readonly node: string }
  | {
      readonly type: DeviceMessage;
      readonly group: string;
      readonly node: string;
      readonly device: string;
    }
  | { readonly type: "STATE"; readonly host: string };

/** tck-id-topic-structure-namespace-valid-group-id and siblings: no `/`, `+` or `#`. */
export function isTopicId(id: string): boolean {
  return id.length > 0 && !/[/+#]/.test(id) && !id.includes("\u0000") && id.isWellFormed();
}

function checked(id: string): string {
  if (!isTopicId(id)) {
    throw new TopicError(
      "CONTRACTS_TOPIC_ID",
      `id ${JSON.stringify(id)} is empty or has one of / + #`,
      { id },
    );
  }
  return id;
}

export function formatTopic(topic: Topic): string {
  if (topic.type === "STATE") return `${namespace}/STATE/${checked(topic.host)}`;
  const node = `${namespace}/${checked(topic.group)}/${topic.type}/${checked(topic.node)}`;
  return "device" in topic ? `${node}/${checked(topic.device)}` : node;
}

/** The parts of a Sparkplug topic; undefined for any other topic. */
export function parseTopic(text: string): Topic | undefined {
  const [first, group, type, node, device, ...more] = text.split("/");
  if (first !== namespace || more.length > 0 || group === undefined || type === undefined)
    return undefined;
  if (group === "STATE" && node === undefined) return { type: "STATE", host: type };
  if (node === undefined || !isTopicId(group) || !isTopicId(node)) return undefined;
  if (device === undefined) {
    const found = nodeMessages.find((message) => message === type);
    return found === undefined ? undefined : { type: found, group, node };
  }
  const found = deviceMessages.find((message) => message === type);
  return found === undefined || !isTopicId(device)
    ? undefined
    : { type: found, group, node, device };
}
