// The kinds of derived signals, one line each.
import { counter } from "./counter.ts";
import { decimalPoint } from "./decimal-point.ts";
import type { DerivationKind } from "./derivation.ts";
import { enumeration } from "./enumeration.ts";
import { pulse } from "./pulse.ts";
import { truthTable } from "./truth-table.ts";

export const derivationKinds: readonly DerivationKind[] = [
  enumeration,
  truthTable,
  decimalPoint,
  counter,
  pulse,
];
