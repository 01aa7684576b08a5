// The bytes of a value, most significant first, whatever order they came in.
import { type WordOrder, wordOrders } from "./address-type.ts";

/** Bytes of the widest number. */
const widest = 8;

/** Numbers are put here, one at a time, so that reading one makes no garbage. */
const scratch = new Uint8Array(widest);
const scratchView = new DataView(scratch.buffer);

/** By order and number of bytes: from where each byte comes. */
const places: Readonly<Record<WordOrder, readonly (readonly number[])[]>> = Object.fromEntries(
  wordOrders.map((order) => [
    order,
    Array.from({ length: widest + 1 }, (_, width) => [
      ...inOrder(
        Uint8Array.from({ length: width }, (_byte, i) => i),
        order,
      ),
    ]),
  ]),
) as Record<WordOrder, number[][]>;

/**
 * A number of up to eight bytes, ordered.
 * @param start of its bytes. @returns one view for all; valid until the next call.
 */
export function viewInOrder(
  bytes: Uint8Array,
  start: number,
  width: number,
  order: WordOrder,
): DataView {
  const from = places[order][width] ?? [];
  for (let i = 0; i < width; i += 1) scratch[i] = bytes[start + (from[i] ?? 0)] ?? 0;
  return scratchView;
}

/** A copy. */
export function inOrder(bytes: Uint8Array, order: WordOrder): Uint8Array {
  const ordered = Uint8Array.from(bytes);
  switch (order) {
    case "ABCD":
      return ordered;
    case "DCBA":
      return ordered.reverse();
    case "CDAB":
      return swapBytes(ordered.reverse());
    case "BADC":
      return swapBytes(ordered);
    case "EFGHABCD":
      return swapHalves(ordered);
    case "CDABGHEF":
      // As CDAB, and the halves swapped back.
      return swapHalves(swapBytes(ordered.reverse()));
    case "FEHGBADC":
      return swapHalves(swapBytes(ordered));
    case "DCBAHGFE":
      return swapHalves(ordered.reverse());
  }
}

/** Within each register. */
function swapBytes(bytes: Uint8Array): Uint8Array {
  for (let i = 0; i + 1 < bytes.length; i += 2) {
    const high = bytes[i] ?? 0;
    bytes[i] = bytes[i + 1] ?? 0;
    bytes[i + 1] = high;
  }
  return bytes;
}

/** Of eight bytes; fewer have no halves that swap. */
function swapHalves(bytes: Uint8Array): Uint8Array {
  if (bytes.length < widest) return bytes;
  const low = bytes.slice(4);
  bytes.copyWithin(4, 0, 4);
  bytes.set(low, 0);
  return bytes;
}
