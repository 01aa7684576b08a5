// A state as a derived signal gives it: a whole number that the line model explains, or none.
import { z } from "zod";
import { status } from "#contracts/quality.ts";
import type { DerivedValue } from "./derivation.ts";

export const stateSchema = z
  .number()
  .int()
  .min(-(2 ** 31))
  .max(2 ** 31 - 1);

/** For people who read the declaration. */
export const stateNameSchema = z
  .strictObject({ zh: z.string().min(1), en: z.string().min(1) })
  .optional();

export function stateOf(code: number): DerivedValue {
  return { kind: "int", value: code, status: status.good };
}

/** What was read stands nowhere in the declaration: nobody knows what it means. */
export const undeclared: DerivedValue = {
  kind: "null",
  value: null,
  status: status.badConfiguration,
};
