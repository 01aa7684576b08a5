// Where a Modbus TCP server is and how patient to be with it.
import { z } from "zod";
import { checkSchema } from "#contracts/schema-problems.ts";
import { GatewayError } from "../errors.ts";

const endpointSchema = z.strictObject({
  host: z.string().min(1),
  port: z.number().int().min(1).max(65_535).default(502),
  connectTimeoutMs: z.number().int().min(50).max(60_000).default(3_000),
  /** A unit that takes longer has not answered. */
  requestTimeoutMs: z.number().int().min(20).max(60_000).default(1_000),
  /** A read of all addresses of a scan settles within this. */
  readTimeoutMs: z.number().int().min(20).max(300_000).default(5_000),
  /** Requests to different units at once; more than 1 only for servers that promise it. */
  maxInFlight: z.number().int().min(1).max(16).default(1),
  /** Unasked registers read along to save a request. */
  maxGap: z.number().int().min(0).max(124).default(16),
});

export type ModbusEndpoint = z.infer<typeof endpointSchema>;

/** Throws GATEWAY_ENDPOINT_INVALID naming every problem. */
export function parseModbusEndpoint(value: unknown): ModbusEndpoint {
  const checked = checkSchema(endpointSchema, value);
  if (checked.ok) return checked.value;
  const problems = checked.problems.map(({ path, message }) => `${path}: ${message}`);
  throw new GatewayError("GATEWAY_ENDPOINT_INVALID", problems.join("; "), {
    problems: problems.length,
  });
}
