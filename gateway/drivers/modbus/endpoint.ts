// Where Modbus units are, on each kind of wire, and how patient to be with them.
import { z } from "zod";
import { checkSchema } from "#contracts/schema-problems.ts";
import { GatewayError } from "../../errors.ts";
import { packetOf } from "./dtu-registration.ts";

/** The same on every wire. */
const patience = {
  /** A unit that takes longer has not answered. */
  requestTimeoutMs: z.number().int().min(20).max(60_000).default(1_000),
  /** A read of all addresses of a scan settles within this. */
  readTimeoutMs: z.number().int().min(20).max(300_000).default(5_000),
  /** Unasked registers read along to save a request. */
  maxGap: z.number().int().min(0).max(124).default(16),
  /** Between opening and the first request. */
  pauseAfterConnectMs: z.number().int().min(0).max(60_000).default(0),
  /** Between an answer and the next request, whichever unit it is for. */
  pauseBetweenRequestsMs: z.number().int().min(0).max(10_000).default(0),
};

/** Of lines that somebody else may speak on. */
const shared = {
  /** Another master was heard: polling goes on after the line was quiet of it for so long. */
  foreignMasterQuietMs: z.number().int().min(100).max(3_600_000).default(60_000),
};

const port = z.number().int().min(1).max(65_535);
const connectTimeoutMs = z.number().int().min(50).max(60_000).default(3_000);

const tcpSchema = z.strictObject({
  host: z.string().min(1),
  port: port.default(502),
  connectTimeoutMs,
  /** Requests to different units at once; more than 1 only for servers that promise it. */
  maxInFlight: z.number().int().min(1).max(16).default(1),
  ...patience,
});

/** Converters have no port of their own: it must be written. */
const rtuTcpSchema = z.strictObject({
  host: z.string().min(1),
  port,
  connectTimeoutMs,
  ...patience,
  ...shared,
});

const rtuSchema = z.strictObject({
  path: z.string().min(1),
  baudRate: z.number().int().min(300).max(4_000_000),
  parity: z.enum(["none", "even", "odd"]).default("none"),
  /** RTU knows characters of 8 bits only (Modbus over Serial Line V1.02 §2.5.1). */
  dataBits: z.literal(8).default(8),
  stopBits: z.union([z.literal(1), z.literal(2)]).default(1),
  ...patience,
  ...shared,
});

const packet = z.string().transform((written, context) => {
  const bytes = packetOf(written);
  if (bytes !== undefined && bytes.length <= 256) return bytes;
  context.addIssue(
    '应为文字,或 "hex:" 加字节,最多 256 字节 · must be text, or "hex:" and bytes, 256 at most',
  );
  return z.NEVER;
});

const dtuSchema = z.strictObject({
  /** Where DTUs dial in to; several may share it. No default: who may reach it is decided in writing. */
  listen: z.strictObject({ host: z.string().min(1), port }),
  /** What this DTU sends first. */
  registration: packet,
  /** What it sends from time to time. */
  heartbeat: packet.optional(),
  /** `tcp`: the DTU speaks Modbus TCP itself and converts. */
  framing: z.enum(["rtu", "tcp"]).default("rtu"),
  /** How long a connection attempt waits for it to dial in. */
  connectTimeoutMs,
  /** How long a socket may take to send its registration. */
  registrationTimeoutMs: z.number().int().min(100).max(120_000).default(10_000),
  ...patience,
  // Radio takes its time.
  requestTimeoutMs: z.number().int().min(20).max(60_000).default(3_000),
  readTimeoutMs: z.number().int().min(20).max(300_000).default(15_000),
  ...shared,
});

export type TcpEndpoint = z.infer<typeof tcpSchema>;
export type RtuTcpEndpoint = z.infer<typeof rtuTcpSchema>;
export type RtuEndpoint = z.infer<typeof rtuSchema>;
export type DtuEndpoint = z.infer<typeof dtuSchema>;

/** All throw GATEWAY_ENDPOINT_INVALID naming every problem. */
export const parseTcpEndpoint = (value: unknown): TcpEndpoint => parseAs(tcpSchema, value);
export const parseRtuTcpEndpoint = (value: unknown): RtuTcpEndpoint => parseAs(rtuTcpSchema, value);
export const parseRtuEndpoint = (value: unknown): RtuEndpoint => parseAs(rtuSchema, value);
export const parseDtuEndpoint = (value: unknown): DtuEndpoint => parseAs(dtuSchema, value);

function parseAs<T>(schema: z.ZodType<T>, value: unknown): T {
  const checked = checkSchema(schema, value);
  if (checked.ok) return checked.value;
  const problems = checked.problems.map(({ path, message }) => `${path}: ${message}`);
  throw new GatewayError("GATEWAY_ENDPOINT_INVALID", problems.join("; "), {
    problems: problems.length,
  });
}
