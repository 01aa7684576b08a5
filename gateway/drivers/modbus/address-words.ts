// An address as a configuration writes it: the text form, always with its unit, so that it can be pasted anywhere.
import type { ModbusAddress } from "./address.ts";

/** @param scaling left out for a value before its scale. */
export function addressWords({
  unit,
  table,
  address,
  type,
  wordOrder,
  bit,
  bits,
  half,
  length,
}: ModbusAddress): string {
  const said = [
    `${table}:${address}:${type}`,
    `unit=${unit}`,
    wordOrder === "ABCD" ? "" : `order=${wordOrder}`,
    bit === undefined ? "" : `bit=${bit}`,
    bits === undefined ? "" : `bits=${bits.join("-")}`,
    half === undefined ? "" : `half=${half}`,
    type === "string" ? `length=${length}` : "",
  ];
  return said.filter((part) => part !== "").join(",");
}
