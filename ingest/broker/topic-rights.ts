// Who may publish and subscribe what on the embedded broker. Everything not allowed is refused.
//   gateway  publishes its own NBIRTH NDATA NDEATH DBIRTH DDATA DDEATH; hears its own NCMD, DCMD, and STATE
//   host     publishes NCMD, DCMD and its own STATE; hears everything of Sparkplug
import { namespace, parseTopic } from "#contracts/sparkplug-topic.ts";

export type Principal =
  | { readonly kind: "gateway"; readonly site: string; readonly gateway: string }
  | { readonly kind: "host"; readonly hostId: string };

const gatewayMessages = ["NBIRTH", "NDATA", "NDEATH", "DBIRTH", "DDATA", "DDEATH"];

export function mayPublish(principal: Principal, topicText: string): boolean {
  const topic = parseTopic(topicText);
  if (topic === undefined) return false;
  if (principal.kind === "host") {
    if (topic.type === "STATE") return topic.host === principal.hostId;
    return topic.type === "NCMD" || topic.type === "DCMD";
  }
  return (
    topic.type !== "STATE" &&
    gatewayMessages.includes(topic.type) &&
    topic.group === principal.site &&
    topic.node === principal.gateway
  );
}

/** A will speaks when its owner cannot: a gateway's is its own NDEATH, the host's its own STATE. */
export function mayLeaveWill(principal: Principal, topicText: string): boolean {
  const topic = parseTopic(topicText);
  if (!mayPublish(principal, topicText)) return false;
  return topic?.type === (principal.kind === "host" ? "STATE" : "NDEATH");
}

export function maySubscribe(principal: Principal, filter: string): boolean {
  if (principal.kind === "host")
    return filter === `${namespace}/#` || mayPublish(principal, filter);
  const { site, gateway } = principal;
  const levels = filter.split("/");
  const [first, group, type, node, ...rest] = levels;
  if (first !== namespace) return false;
  if (group === "STATE") return levels.length === 3;
  if (group !== site || node !== gateway) return false;
  if (type === "NCMD") return rest.length === 0 || (rest.length === 1 && rest[0] === "#");
  return type === "DCMD" && rest.length === 1;
}
