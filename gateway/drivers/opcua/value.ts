// What a server said of a variable → a reading. Times and status codes are the server's own; a value of
// another type than declared, an array, or none at all is bad and never guessed at.
import { qualityOf, status } from "#contracts/quality.ts";
import { exactInteger, type Value, type ValueKind } from "#contracts/value.ts";
import type { Reading } from "../../driver.ts";
import { scaled, scalingOf } from "../scale.ts";
import type { OpcUaAddress, OpcUaType } from "./address.ts";

/** A DataValue of the client library, as far as it matters here. */
export type ServerValue = {
  readonly value?: {
    /** Built-in type number, Part 6 §5.1.2. */
    readonly dataType: number;
    /** 0 for a scalar. */
    readonly arrayType: number;
    readonly value: unknown;
  } | null;
  readonly statusCode: { readonly value: number };
  readonly sourceTimestamp?: Date | null;
  readonly serverTimestamp?: Date | null;
};

export const typeNumbers: Readonly<Record<OpcUaType, number>> = {
  Boolean: 1,
  SByte: 2,
  Byte: 3,
  Int16: 4,
  UInt16: 5,
  Int32: 6,
  UInt32: 7,
  Int64: 8,
  UInt64: 9,
  Float: 10,
  Double: 11,
  String: 12,
  DateTime: 13,
  LocalizedText: 21,
};

const kinds: Readonly<Record<OpcUaType, ValueKind>> = {
  Boolean: "boolean",
  SByte: "int",
  Byte: "uint",
  Int16: "int",
  UInt16: "uint",
  Int32: "int",
  UInt32: "uint",
  Int64: "int",
  UInt64: "uint",
  Float: "float",
  Double: "double",
  String: "string",
  DateTime: "int",
  LocalizedText: "string",
};

/** @param arrival ms UTC, used only where the server sends no time of its own. */
export function readingOf(said: ServerValue, address: OpcUaAddress, arrival: number): Reading {
  const code = said.statusCode.value >>> 0;
  const sourceTime = timeOf(said.sourceTimestamp) ?? timeOf(said.serverTimestamp) ?? arrival;
  const bad = (reason: number): Reading => ({
    kind: "null",
    value: null,
    status: reason,
    sourceTime,
    asked: true,
  });
  if (qualityOf(code) === "bad") return bad(code);
  const variant = said.value;
  // No value yet: the server's variable exists and nothing has written it.
  if (variant === null || variant === undefined || variant.dataType === 0) {
    return bad(status.badWaitingForInitialData);
  }
  if (variant.arrayType !== 0 || variant.dataType !== typeNumbers[address.type]) {
    return bad(status.badConfiguration);
  }
  const value = plainValue(address.type, variant.value);
  if (value === undefined) return bad(status.badConfiguration);
  if (address.scale !== 1 && (typeof value === "number" || typeof value === "bigint")) {
    return {
      kind: "double",
      value: scaled(value, scalingOf(address.scale, 0)),
      status: code,
      sourceTime,
      asked: true,
    };
  }
  return { kind: kinds[address.type], value, status: code, sourceTime, asked: true };
}

/** Part 6 §5.2.2.5: the earliest time stands for none. Before 1970 no machine of ours measured. */
function timeOf(time: Date | null | undefined): number | undefined {
  const ms = time?.getTime();
  return ms === undefined || !Number.isFinite(ms) || ms <= 0 ? undefined : ms;
}

/** Undefined when the library's value is not what its type says. */
function plainValue(type: OpcUaType, raw: unknown): Value | undefined {
  switch (type) {
    case "Boolean":
      return typeof raw === "boolean" ? raw : undefined;
    case "String":
      return plainText(raw);
    case "LocalizedText":
      return plainText((raw as { readonly text?: unknown } | null)?.text);
    case "DateTime": {
      const ms = raw instanceof Date ? raw.getTime() : Number.NaN;
      return Number.isSafeInteger(ms) ? ms : undefined;
    }
    case "Int64":
    case "UInt64":
      return integer64(type, raw);
    default:
      return typeof raw === "number" ? raw : undefined;
  }
}

function plainText(raw: unknown): string | undefined {
  // A null text is an empty one (Part 6 §5.1.2, the default of String).
  if (raw === null || raw === undefined) return "";
  return typeof raw === "string" && raw.isWellFormed() ? raw : undefined;
}

/** The library gives 64-bit integers as [high, low] words. */
function integer64(type: "Int64" | "UInt64", raw: unknown): number | bigint | undefined {
  if (!Array.isArray(raw) || raw.length !== 2) return undefined;
  const [high, low] = raw.map((word) => BigInt(Number(word) >>> 0));
  if (high === undefined || low === undefined) return undefined;
  const bits = (high << 32n) | low;
  return exactInteger(type === "Int64" ? BigInt.asIntN(64, bits) : bits);
}
