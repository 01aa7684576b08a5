// What a product cannot do, or only so: settings of a template or an equipment, the same on every wire.
import { z } from "zod";
import { checkSchema } from "#contracts/schema-problems.ts";
import { GatewayError } from "../../errors.ts";

/** Modbus Application Protocol V1.1b3 §6.1: a request asks for at most 2000 bits. */
const protocolMaxBits = 2000;

/** As a template or an equipment writes it: what is not written is ordinary. */
export const quirksSchema = z.strictObject({
  /** Most bits that one request may ask for. */
  maxBits: z.number().int().min(1).max(protocolMaxBits).optional(),
  /** Unasked registers that may be read along; absent: as the connection has it. 0: none, for maps with holes. */
  maxGap: z.number().int().min(0).max(124).optional(),
  /** Requests for coils and discrete inputs begin at 0: the unit answers no other. */
  coilsFromZero: z.boolean().optional(),
  /** After connecting it needs so long before its first request. */
  pauseAfterConnectMs: z.number().int().min(0).max(60_000).optional(),
  /** Between its answer and the next request to it. */
  pauseBetweenRequestsMs: z.number().int().min(0).max(10_000).optional(),
});

export type Quirks = {
  readonly maxBits: number;
  readonly maxGap: number | undefined;
  readonly coilsFromZero: boolean;
  readonly pauseAfterConnectMs: number;
  readonly pauseBetweenRequestsMs: number;
};

/** Of a unit that has none. */
const ordinary: Quirks = {
  maxBits: protocolMaxBits,
  maxGap: undefined,
  coilsFromZero: false,
  pauseAfterConnectMs: 0,
  pauseBetweenRequestsMs: 0,
};

/** All addresses of an equipment share one written object. */
const parsed = new WeakMap<object, Quirks>();

/** Throws GATEWAY_ADDRESS_INVALID. */
export function parseQuirks(written: unknown): Quirks {
  if (written === undefined) return ordinary;
  if (typeof written === "object" && written !== null) {
    const known = parsed.get(written);
    if (known !== undefined) return known;
  }
  const checked = checkSchema(quirksSchema, written);
  if (!checked.ok) {
    const problems = checked.problems.map(({ path, message }) => `quirks.${path}: ${message}`);
    throw new GatewayError("GATEWAY_ADDRESS_INVALID", problems.join("; "), {});
  }
  const given = checked.value;
  const quirks: Quirks = {
    maxBits: given.maxBits ?? ordinary.maxBits,
    maxGap: given.maxGap,
    coilsFromZero: given.coilsFromZero ?? ordinary.coilsFromZero,
    pauseAfterConnectMs: given.pauseAfterConnectMs ?? 0,
    pauseBetweenRequestsMs: given.pauseBetweenRequestsMs ?? 0,
  };
  parsed.set(written as object, quirks);
  return quirks;
}

/** Of one unit whose addresses come from several equipment: the strictest. */
export function strictest(quirks: Iterable<Quirks>): Quirks {
  let all = ordinary;
  for (const one of quirks) {
    const gaps = [all.maxGap, one.maxGap].filter((gap) => gap !== undefined);
    all = {
      maxBits: Math.min(all.maxBits, one.maxBits),
      maxGap: gaps.length === 0 ? undefined : Math.min(...gaps),
      coilsFromZero: all.coilsFromZero || one.coilsFromZero,
      pauseAfterConnectMs: Math.max(all.pauseAfterConnectMs, one.pauseAfterConnectMs),
      pauseBetweenRequestsMs: Math.max(all.pauseBetweenRequestsMs, one.pauseBetweenRequestsMs),
    };
  }
  return all;
}
