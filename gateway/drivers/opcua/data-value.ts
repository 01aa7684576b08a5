// Values as they stand on the wire (DataValue, Part 6 §5.2.2.17), decoded here and not by the library: it turns
// status codes that it does not know, even good ones of a maker's, into its generic Bad, prints a line for each,
// and makes objects for every value that nobody looks at.
import type { OpcUaLibrary } from "./library.ts";
import type { ServerValue } from "./value.ts";

/** The library's stream of bytes, as far as it matters here. Reading beyond its end throws. */
type Bytes = {
  readUInt8(): number;
  readUInt16(): number;
  readUInt32(): number;
  /** Throws for a length that the bytes cannot hold. */
  checkArrayLength(length: number): void;
};
type Decodes = { decode(bytes: Bytes): void };

const mask = {
  value: 0x01,
  status: 0x02,
  sourceTime: 0x04,
  serverTime: 0x08,
  sourcePicoseconds: 0x10,
  serverPicoseconds: 0x20,
} as const;
const noArray = 0xffff_ffff;
const good = { value: 0 } as const;

const replaced = new WeakSet<object>();

/** Takes over where values arrive: notifications and answers to Read. */
export function decodeValuesOurselves(library: OpcUaLibrary): void {
  if (replaced.has(library)) return;
  replaced.add(library);
  const notification = library.MonitoredItemNotification.prototype as unknown as Decodes;
  notification.decode = function (this: { clientHandle: number; value: ServerValue }, bytes) {
    this.clientHandle = bytes.readUInt32();
    this.value = decodeValue(library, bytes);
  };
  const answer = library.ReadResponse.prototype as unknown as Decodes;
  answer.decode = function (
    this: {
      responseHeader: Decodes;
      results: readonly ServerValue[] | null;
      diagnosticInfos: readonly unknown[] | null;
    },
    bytes,
  ) {
    this.responseHeader.decode(bytes);
    this.results = arrayOf(bytes, () => decodeValue(library, bytes));
    this.diagnosticInfos = arrayOf(bytes, () => {
      const info = new library.DiagnosticInfo();
      (info as unknown as Decodes).decode(bytes);
      return info;
    });
  };
}

function arrayOf<T>(bytes: Bytes, one: () => T): readonly T[] | null {
  const length = bytes.readUInt32();
  if (length === noArray) return null;
  bytes.checkArrayLength(length);
  return Array.from({ length }, one);
}

function decodeValue(library: OpcUaLibrary, bytes: Bytes): ServerValue {
  const bits = bytes.readUInt8();
  const value = (bits & mask.value) === 0 ? null : decodeVariant(library, bytes);
  const statusCode = (bits & mask.status) === 0 ? good : { value: bytes.readUInt32() };
  const sourceTimestamp = (bits & mask.sourceTime) === 0 ? null : decodeTime(bytes);
  // Below a millisecond.
  if ((bits & mask.sourcePicoseconds) !== 0) bytes.readUInt16();
  const serverTimestamp = (bits & mask.serverTime) === 0 ? null : decodeTime(bytes);
  if ((bits & mask.serverPicoseconds) !== 0) bytes.readUInt16();
  return { value, statusCode, sourceTimestamp, serverTimestamp };
}

function decodeVariant(library: OpcUaLibrary, bytes: Bytes): NonNullable<ServerValue["value"]> {
  const variant = new library.Variant(null);
  (variant as unknown as Decodes).decode(bytes);
  return variant;
}

/** 2^32 of 100 ns are 429 496 ms and 7296 of 100 ns; 1601 to 1970, ms. */
const wholeMs = 429_496;
const restTicks = 7_296;
const epochMs = 11_644_473_600_000;

/** Part 6 §5.2.2.5: 100 ns since 1601, exact to the millisecond that had begun. */
function decodeTime(bytes: Bytes): Date {
  const low = bytes.readUInt32();
  const high = bytes.readUInt32();
  return new Date(high * wholeMs + Math.floor((high * restTicks + low) / 10_000) - epochMs);
}
