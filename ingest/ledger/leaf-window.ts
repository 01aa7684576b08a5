// Leaf hashes of the most recent sequences of one log, in blocks that are made when first needed.
// A number lives in the slot of its remainder; an older number never evicts a newer one.

const blockLeaves = 1024;

type Block = { readonly tags: Float64Array; readonly hashes: Uint8Array };

export class LeafWindow {
  readonly capacity: number;
  readonly #blocks: (Block | undefined)[];

  /** @param capacity numbers kept, a multiple of 1024. */
  constructor(capacity = 64 * blockLeaves) {
    this.capacity = capacity;
    this.#blocks = new Array(capacity / blockLeaves);
  }

  /** False when the slot holds a newer number: the hash was not kept. */
  set(sequence: number, hash: Uint8Array): boolean {
    const slot = sequence % this.capacity;
    const at = Math.floor(slot / blockLeaves);
    let block = this.#blocks[at];
    if (block === undefined) {
      block = {
        tags: new Float64Array(blockLeaves).fill(-1),
        hashes: new Uint8Array(blockLeaves * 32),
      };
      this.#blocks[at] = block;
    }
    const i = slot % blockLeaves;
    if ((block.tags[i] as number) > sequence) return false;
    block.tags[i] = sequence;
    block.hashes.set(hash, i * 32);
    return true;
  }

  /** A view that the next set() may overwrite; undefined when the number is not kept. */
  get(sequence: number): Uint8Array | undefined {
    const slot = sequence % this.capacity;
    const block = this.#blocks[Math.floor(slot / blockLeaves)];
    const i = slot % blockLeaves;
    if (block === undefined || block.tags[i] !== sequence) return undefined;
    return block.hashes.subarray(i * 32, i * 32 + 32);
  }
}
