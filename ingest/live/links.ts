// Which gateways and devices of one site are online, and since when (host time, ms UTC).
import type { LinkState } from "#contracts/live.ts";

type State = { online: boolean; since: number };
type Node = State & { readonly devices: Map<string, State> };

function turn(state: State, online: boolean, at: number): boolean {
  if (state.online === online) return false;
  state.online = online;
  state.since = at;
  return true;
}

export class Links {
  readonly #nodes = new Map<string, Node>();
  #changed = new Set<string>();

  /** A birth ends what was known of the node's devices (Sparkplug 3.0 ch. 5, births). */
  born(gateway: string, at: number): void {
    const node = this.#node(gateway, at);
    turn(node, true, at);
    for (const device of node.devices.values()) turn(device, false, at);
    this.#changed.add(gateway);
  }

  died(gateway: string, at: number): void {
    const node = this.#node(gateway, at);
    turn(node, false, at);
    for (const device of node.devices.values()) turn(device, false, at);
    this.#changed.add(gateway);
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
      node = { online: false, since: at, devices: new Map() };
      this.#nodes.set(gateway, node);
    }
    return node;
  }
}

function linkState(gateway: string, { online, since, devices }: Node): LinkState {
  return {
    gateway,
    online,
    since,
    devices: [...devices].map(([equipment, device]) => ({ equipment, ...device })),
  };
}
