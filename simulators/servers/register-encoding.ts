// How a number becomes registers, pure. A register is 16 bits, big-endian on the wire; what is longer lies in
// consecutive registers in one of four orders, named after the bytes A B C D of a 32-bit value, A the highest:
//   ABCD  high word first, high byte first (the usual one)     CDAB  low word first ("word swap")
//   BADC  high word first, bytes of each word swapped          DCBA  low word first, bytes swapped
// 64-bit values follow the same rule over four words; of 16-bit values only the bytes can be swapped.
//
// What does not fit:
//   uint*, int*, bcd*  rounded to whole numbers; beyond the range they stand at its limit, as a display that is
//                      over range; ±Infinity likewise; NaN cannot be held (the image refuses it)
//   uint64, int64      exact up to 2^53, beyond that the nearest double
//   bcd16, bcd32       decimal digits, 0 to 9999 and 0 to 99 999 999; negative numbers stand at 0
//   float32, float64   IEEE 754; float32 is rounded to nearest, beyond its range ±Infinity; NaN is 7FC0 0000
//                      or 7FF8 0000 0000 0000

export type WordOrder = "ABCD" | "CDAB" | "BADC" | "DCBA";

export type IntegerType =
  | "uint16"
  | "int16"
  | "uint32"
  | "int32"
  | "uint64"
  | "int64"
  | "bcd16"
  | "bcd32";
export type NumberType = IntegerType | "float32" | "float64";

export const WORDS: Readonly<Record<NumberType, 1 | 2 | 4>> = {
  uint16: 1,
  int16: 1,
  bcd16: 1,
  uint32: 2,
  int32: 2,
  bcd32: 2,
  float32: 2,
  uint64: 4,
  int64: 4,
  float64: 4,
};

/** Smallest and largest raw number; of 64 bits the doubles next to them, which clamping makes exact. */
const LIMITS: Readonly<Record<IntegerType, readonly [number, number]>> = {
  uint16: [0, 0xffff],
  int16: [-0x8000, 0x7fff],
  uint32: [0, 0xffff_ffff],
  int32: [-0x8000_0000, 0x7fff_ffff],
  uint64: [0, 2 ** 64],
  int64: [-(2 ** 63), 2 ** 63],
  bcd16: [0, 9999],
  bcd32: [0, 99_999_999],
};

export function isInteger(type: NumberType): type is IntegerType {
  return type !== "float32" && type !== "float64";
}

/** Writes `raw` at the beginning of `view` (at least 8 bytes), big-endian. NaN only for floats. */
export function writeNumber(view: DataView, type: NumberType, raw: number): void {
  if (type === "float32") view.setFloat32(0, raw);
  else if (type === "float64") view.setFloat64(0, raw);
  else {
    const [lowest, highest] = LIMITS[type];
    writeInteger[type](view, Math.min(Math.max(Math.round(raw), lowest), highest));
  }
}

const write16 = (view: DataView, whole: number) => view.setUint16(0, whole & 0xffff);
const write32 = (view: DataView, whole: number) => view.setUint32(0, whole >>> 0);

const writeInteger: Readonly<Record<IntegerType, (view: DataView, whole: number) => void>> = {
  uint16: write16,
  int16: write16,
  bcd16: (view, whole) => write16(view, decimalDigits(whole)),
  uint32: write32,
  int32: write32,
  bcd32: (view, whole) => write32(view, decimalDigits(whole)),
  uint64: (view, whole) => view.setBigUint64(0, whole >= 2 ** 64 ? 2n ** 64n - 1n : BigInt(whole)),
  int64: (view, whole) => view.setBigInt64(0, whole >= 2 ** 63 ? 2n ** 63n - 1n : BigInt(whole)),
};

/** 1234 → 0x1234: four bits per digit, at most eight digits. */
function decimalDigits(whole: number): number {
  return Number.parseInt(`${whole}`, 16);
}

/** Puts the first `count` words of `view` into `target` from `at` on, in the order of the map. */
export function placeWords(
  view: DataView,
  count: number,
  order: WordOrder,
  target: Uint16Array,
  at: number,
): void {
  const lowFirst = order === "CDAB" || order === "DCBA";
  const swapBytes = order === "BADC" || order === "DCBA";
  for (let n = 0; n < count; n += 1) {
    target[at + (lowFirst ? count - 1 - n : n)] = view.getUint16(2 * n, swapBytes);
  }
}
