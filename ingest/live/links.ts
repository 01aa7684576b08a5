// Which gateways and devices of one site are online, and since when (host time, ms UTC).
// What the line model lists is listed here from the start: who never came is offline, not absent.
import type { LineModel } from "#contracts/line-model.ts";
import type { LinkState } from "#contracts/live.ts";

type State = { online: boolean; since: number };
type Node = State & { readonly devices: Map<string, State>; born: boolean; brokerLost: boolean };

function turn(state: State, online: boolean, at: number): boolean {
  if (state.online === online) return false;
  state.online = online;
  state.since = at;
  return true;
}

export class Links {
  readonly #nodes = new Map<string, Node>();
  #changed = new Set<string>();

  /** @param model what is expected to come. @param at since when it is awaited, host time. */
  constructor(model: LineModel, at: number) {
    for (const { id, signals } of model.lines.flatMap((line) => line.equipment)) {
      for (const { gateway } of signals) {
        this.#node(gateway, at).devices.set(id, { online: false, since: at });
      }
    }
  }

  /** A birth ends what was known of the node's devices (Sparkplug 3.0 ch. 5, births). */
  born(gateway: string, at: number): void {
    const node = this.#node(gateway, at);
    turn(node, true, at);
    node.brokerLost = false;
    for (const device of node.devices.values()) {
      // Of a device that does not come nothing is known before the first birth of its gateway.
      if (!turn(device, false, at) && !node.born) device.since = at;
    }
    node.born = true;
    this.#changed.add(gateway);
  }

  died(gateway: string, at: number): void {
    const node = this.#node(gateway, at);
    turn(node, false, at);
    for (const device of node.devices.values()) turn(device, false, at);
    this.#changed.add(gateway);
  }

  /** The host lost its broker: from now on nothing is known of its gateways. */
  brokerLost(at: number): void {
    for (const [gateway, node] of this.#nodes) {
      this.died(gateway, at);
      node.brokerLost = true;
    }
  }

  /** The broker is back: who does not come again is offline for reasons of its own. */
  brokerBack(): void {
    for (const [gateway, node] of this.#nodes) {
      if (!node.brokerLost) continue;
      node.brokerLost = false;
      this.#changed.add(gateway);
    }
  }

  device(gateway: string, equipment: string, online: boolean, at: number): void {
    const { devices } = this.#node(gateway, at);
    const known = devices.get(equipment);
    if (known === undefined) devices.set(equipment, { online, since: at });
    else if (!turn(known, online, at)) return;
    this.#changed.add(gateway);
  }

  /** Whether gateway and equipment are both online. */
  isOnline(gateway: string, equipment: string): boolean {
    const node = this.#nodes.get(gateway);
    return node?.online === true && node.devices.get(equipment)?.online === true;
  }

  all(): LinkState[] {
    return [...this.#nodes].map(([gateway, node]) => linkState(gateway, node));
  }

  takeChanges(): LinkState[] {
    const changed = this.all().filter(({ gateway }) => this.#changed.has(gateway));
    this.#changed = new Set();
    return changed;
  }

  #node(gateway: string, at: number): Node {
    let node = this.#nodes.get(gateway);
    if (node === undefined) {
      node = { online: false, since: at, devices: new Map(), born: false, brokerLost: false };
      this.#nodes.set(gateway, node);
    }
    return node;
  }
}

function linkState(gateway: string, { online, since, devices, brokerLost }: Node): LinkState {
  return {
    gateway,
    online,
    since,
    ...(brokerLost ? { unknown: "broker" as const } : {}),
    devices: [...devices].map(([equipment, device]) => ({ equipment, ...device })),
  };
}
