// A variable of an enumeration: travels as Int32, and holds only numbers that the enumeration has.

import { DataType, type UADataType, type UAVariable } from "node-opcua";
import type { OpcUaBinding } from "./opcua-binding.ts";
import { encodeOpcUaValue, scalar } from "./opcua-value.ts";

export function bindEnumeration(
  variable: UAVariable,
  dataType: UADataType,
  point: string,
): OpcUaBinding {
  const numbers = new Set(
    (dataType.getEnumDefinition().fields ?? []).map(({ value }) => lowWord(value)),
  );
  return {
    point,
    variable,
    holds: dataType.browseName.name ?? "Enumeration",
    encode: (value) => {
      const wire = encodeOpcUaValue("Int32", value);
      if (typeof wire === "string") return wire;
      const number = wire.value as number;
      return numbers.has(number) ? scalar(DataType.Int32, number) : "out-of-range";
    },
  };
}

/** Enumerations have 32 bits although their definitions are written with 64 (Part 3 §8.40). */
function lowWord(value: number | readonly number[]): number | undefined {
  return typeof value === "number" ? value : value[1];
}
