// Where an OPC UA server is, how the channel to it is secured and whom to trust. Pure.
// Nothing here has a weaker alternative: the mode that is written is used or the connection fails.
import { z } from "zod";
import { checkSchema } from "#contracts/schema-problems.ts";
import { isLoopback } from "../../config/loopback.ts";
import { secretSchema } from "../../config/schema.ts";
import type { Secret } from "../../config/secret.ts";
import type { Outside } from "../../driver.ts";
import { GatewayError } from "../../errors.ts";
import { profileNamed } from "./profiles/recognise.ts";
import { profiles } from "./profiles/registry.ts";

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
  /** Name and password, or certificate (PEM or DER) and its key (PEM). */
  user: z
    .strictObject({
      name: z.string().min(1).optional(),
      password: secretSchema.optional(),
      certificate: z.string().min(1).optional(),
      key: secretSchema.optional(),
    })
    .optional(),
  /** Which kind of server it is; default: by what it says of itself. */
  profile: z.string().optional(),
  /** Sessions that the gateway may take when one is too small; default by profile. */
  maxSessions: z.number().int().min(1).max(16).optional(),
  /** Connecting, and every read, settle within this. */
  timeoutMs: z.number().int().min(500).max(60_000).default(5_000),
});

type Written = z.infer<typeof endpointSchema>;
type WrittenUser = NonNullable<Written["user"]>;

export type OpcUaEndpoint = {
  readonly url: string;
  readonly securityMode: SecurityModeName;
  /** "None" with mode None only. */
  readonly securityPolicy: (typeof securityPolicies)[number] | "None";
  /** Absolute paths; empty with mode None. */
  readonly trust: readonly string[];
  readonly user?: OpcUaUser;
  readonly profile?: string;
  readonly maxSessions?: number;
  readonly timeoutMs: number;
};

export type OpcUaUser =
  | { readonly kind: "password"; readonly name: string; readonly password: Secret }
  | {
      readonly kind: "certificate";
      /** Absolute path. */
      readonly certificate: string;
      /** PEM. */
      readonly key: Secret;
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
  const { url, securityMode, securityPolicy, trust = [], timeoutMs } = checked.value;
  const { user: written, profile, maxSessions } = checked.value;
  const user = written === undefined ? undefined : userOf(written, outside);
  return {
    url,
    securityMode,
    securityPolicy: securityPolicy ?? "None",
    trust: trust.map(outside.path),
    ...(user === undefined ? {} : { user }),
    ...(profile === undefined ? {} : { profile }),
    ...(maxSessions === undefined ? {} : { maxSessions }),
    timeoutMs,
  };
}

/** Undefined when it is neither of both kinds, or of both. */
function userOf(
  { name, password, certificate, key }: WrittenUser,
  outside: Outside,
): OpcUaUser | undefined {
  if (name !== undefined && password !== undefined && certificate === undefined && !key) {
    return { kind: "password", name, password: outside.secret(password, ["user", "password"]) };
  }
  if (certificate === undefined || key === undefined || name !== undefined || password) {
    return undefined;
  }
  return {
    kind: "certificate",
    certificate: outside.path(certificate),
    key: outside.secret(key, ["user", "key"]),
  };
}

function* problemsOf(written: Written): Generator<string> {
  const { url, securityMode, securityPolicy, trust, user, profile } = written;
  const parsed = URL.parse(url);
  if (parsed?.protocol !== "opc.tcp:" || parsed.hostname === "" || parsed.username !== "") {
    yield "url: 应为 opc.tcp://主机:4840 · must be opc.tcp://host:4840";
  }
  if (profile !== undefined && profileNamed(profile) === undefined) {
    const known = profiles.map(({ id }) => id).join(" | ");
    yield `profile: 没有 ${profile},可用 ${known} · no such profile, there is ${known}`;
  }
  if (user !== undefined) {
    yield* problemsOfUser(user, securityMode, parsed !== null && isLoopback(parsed.hostname));
  }
  if (securityMode === "None") {
    if (securityPolicy !== undefined) {
      yield "securityPolicy: 只用于 Sign 与 SignAndEncrypt · only with Sign and SignAndEncrypt";
    }
    if (trust !== undefined) {
      yield "trust: securityMode None 不核对证书,请改用 SignAndEncrypt · securityMode None checks no certificate: use SignAndEncrypt";
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

function* problemsOfUser(
  { name, password, certificate, key }: WrittenUser,
  securityMode: SecurityModeName,
  loopback: boolean,
): Generator<string> {
  const withPassword = name !== undefined || password !== undefined;
  const withCertificate = certificate !== undefined || key !== undefined;
  if (withPassword === withCertificate) {
    yield "user: 应为 { name, password } 或 { certificate, key } 之一 · must be either { name, password } or { certificate, key }";
    return;
  }
  if (withPassword && (name === undefined || password === undefined)) {
    yield "user: name 与 password 必须成对 · name and password go together";
  }
  if (withCertificate && (certificate === undefined || key === undefined)) {
    yield "user: certificate 与 key 必须成对 · certificate and key go together";
  }
  if (securityMode !== "None") return;
  if (withCertificate) {
    yield "user: 用户证书需要 Sign 或 SignAndEncrypt · a user certificate needs Sign or SignAndEncrypt";
  } else if (!loopback) {
    yield "user: 密码不走明文通道,请用 SignAndEncrypt · a password takes no plaintext channel: use SignAndEncrypt";
  }
}
