// Where an OPC UA server is, how the channel to it is secured and whom to trust. Pure.
// Nothing here has a weaker alternative: the mode that is written is used or the connection fails.
import { z } from "zod";
import { checkSchema } from "#contracts/schema-problems.ts";
import { secretSchema } from "../config-schema.ts";
import type { Outside } from "../driver.ts";
import { GatewayError } from "../errors.ts";
import { isLoopback } from "../loopback.ts";
import type { Secret } from "../secret.ts";

export const securityModes = ["None", "Sign", "SignAndEncrypt"] as const;
export type SecurityModeName = (typeof securityModes)[number];

/** Part 7: policies that are not deprecated. */
export const securityPolicies = [
  "Basic256Sha256",
  "Aes128_Sha256_RsaOaep",
  "Aes256_Sha256_RsaPss",
] as const;

const endpointSchema = z.strictObject({
  /** opc.tcp://host:port/path */
  url: z.string(),
  /** No default: a mode that nobody chose is not secure. */
  securityMode: z.enum(securityModes),
  securityPolicy: z.enum(securityPolicies).optional(),
  /** Certificates (PEM or DER) of trusted servers: files or folders, read at every connect. */
  trust: z.array(z.string().min(1)).min(1).optional(),
  user: z.strictObject({ name: z.string().min(1), password: secretSchema }).optional(),
  /** Connecting, and every read, settle within this. */
  timeoutMs: z.number().int().min(500).max(60_000).default(5_000),
});

export type OpcUaEndpoint = {
  readonly url: string;
  readonly securityMode: SecurityModeName;
  /** "None" with mode None only. */
  readonly securityPolicy: (typeof securityPolicies)[number] | "None";
  /** Absolute paths; empty with mode None. */
  readonly trust: readonly string[];
  readonly user?: { readonly name: string; readonly password: Secret };
  readonly timeoutMs: number;
};

/** Throws GATEWAY_ENDPOINT_INVALID naming every problem. */
export function parseOpcUaEndpoint(value: unknown, outside: Outside): OpcUaEndpoint {
  const checked = checkSchema(endpointSchema, value);
  const problems = checked.ok
    ? [...problemsOf(checked.value)]
    : checked.problems.map(({ path, message }) => `${path}: ${message}`);
  if (!checked.ok || problems.length > 0) {
    throw new GatewayError("GATEWAY_ENDPOINT_INVALID", problems.join("; "), {
      problems: problems.length,
    });
  }
  const { url, securityMode, securityPolicy, trust = [], user, timeoutMs } = checked.value;
  return {
    url,
    securityMode,
    securityPolicy: securityPolicy ?? "None",
    trust: trust.map(outside.path),
    ...(user === undefined
      ? {}
      : {
          user: { name: user.name, password: outside.secret(user.password, ["user", "password"]) },
        }),
    timeoutMs,
  };
}

function* problemsOf({
  url,
  securityMode,
  securityPolicy,
  trust,
  user,
}: z.infer<typeof endpointSchema>): Generator<string> {
  const parsed = URL.parse(url);
  if (parsed?.protocol !== "opc.tcp:" || parsed.hostname === "" || parsed.username !== "") {
    yield "url: 应为 opc.tcp://主机:4840 · must be opc.tcp://host:4840";
  }
  if (securityMode === "None") {
    if (securityPolicy !== undefined) {
      yield "securityPolicy: 只用于 Sign 与 SignAndEncrypt · only with Sign and SignAndEncrypt";
    }
    if (trust !== undefined) {
      yield "trust: securityMode None 不核对证书,请改用 SignAndEncrypt · securityMode None checks no certificate: use SignAndEncrypt";
    }
    if (user !== undefined && parsed !== null && !isLoopback(parsed.hostname)) {
      yield "user: 密码不走明文通道,请用 SignAndEncrypt · a password takes no plaintext channel: use SignAndEncrypt";
    }
    return;
  }
  if (securityPolicy === undefined) {
    yield `securityPolicy: 缺少,可用 ${securityPolicies.join(" | ")} · missing, one of these`;
  }
  if (trust === undefined) {
    yield "trust: 缺少,请写受信任的服务器证书文件或目录 · missing: name the files or folders of trusted server certificates";
  }
}
