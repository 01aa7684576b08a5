// Types and what they are derived from (HasSubtype): vendors derive their own from those of a specification.
import type { AddressSpace } from "./address-space.ts";

/** A chain of types is not longer than this; one that is goes in circles. */
const deepest = 20;

export class TypeTree {
  readonly #space: AddressSpace;
  readonly #parents = new Map<string, Promise<string | undefined>>();

  constructor(space: AddressSpace) {
    this.#space = space;
  }

  /** The first of the wanted types on the way up from a type, itself included. Rejects when the link is lost. */
  async ancestor(type: string, wanted: readonly string[]): Promise<string | undefined> {
    let at: string | undefined = type;
    for (let step = 0; step < deepest && at !== undefined; step += 1) {
      if (wanted.includes(at)) return at;
      at = await this.#parent(at);
    }
    return undefined;
  }

  #parent(type: string): Promise<string | undefined> {
    const known = this.#parents.get(type);
    if (known !== undefined) return known;
    const asked = this.#space.children([type], "supertype").then(([parents]) => parents?.[0]?.node);
    this.#parents.set(type, asked);
    return asked;
  }
}
