// Configuration of ingest: text → typed settings, or every problem at once with its path.
// Pure: environment and files come in. Secrets never stand in the file, and plaintext stays on loopback.
import { dirname, resolve } from "node:path";
import { parseDocument } from "yaml";
import { z } from "zod";
import { checkSchema, describeProblems, type Problem } from "#contracts/schema-problems.ts";
import { isKeyName } from "#contracts/signed-note.ts";
import { isTopicId } from "#contracts/sparkplug-topic.ts";
import type { Credential, Secret } from "./broker/credentials.ts";
import { parseScryptHash } from "./broker/password-hash.ts";
import { type TlsConfig, tlsSchema } from "./enrolment/tls-config.ts";
import { IngestError } from "./errors.ts";

const id = z
  .string()
  .max(128)
  .refine(isTopicId, "编号不能为空,不能含 / + # · an id is not empty and has none of / + #");
/** Site and gateway stand in the name of the log's key as well. */
const keyId = id.refine(
  (text) => !isTopicId(text) || isKeyName(text),
  "站点与网关编号不能含空格 · the id of a site or gateway has no spaces: it is part of a C2SP key name",
);
const name = z.string().min(1).max(256);

const secretReference = {
  /** Name of an environment variable. */
  fromEnv: z.string().min(1).optional(),
  /** Path of a file, from the folder of the configuration; one line. */
  fromFile: z.string().min(1).optional(),
};

function exactlyOne(secret: Readonly<Record<string, string | undefined>>): boolean {
  return Object.values(secret).filter((value) => value !== undefined).length === 1;
}

const password = z
  .strictObject(secretReference)
  .refine(exactlyOne, "fromEnv 与 fromFile 须恰有一个 · exactly one of fromEnv and fromFile");

const gatewayPassword = z
  .strictObject({
    ...secretReference,
    /** `scrypt$N$r$p$salt$hash`: nobody can log in with what stands in the file. */
    scrypt: z
      .string()
      .refine(
        (text) => parseScryptHash(text) !== undefined,
        "应为 scrypt$N$r$p$盐$散列 · must be scrypt$N$r$p$salt$hash, at most 64 MiB",
      )
      .optional(),
  })
  .refine(
    exactlyOne,
    "fromEnv、fromFile、scrypt 须恰有一个 · exactly one of fromEnv, fromFile, scrypt",
  );

const port = z.number().int().min(0).max(65_535);

const broker = z.union(
  [
    z.strictObject({
      embedded: z.strictObject({
        /** Loopback only: the embedded broker speaks plaintext. */
        host: z
          .string()
          .default("127.0.0.1")
          .refine(
            isLoopback,
            "这里是明文 MQTT,只许监听本机(127.0.0.1);联网请写 tls: { host, hosts } 并登记网关 · this listener is plaintext: loopback only; for a network write tls: { host, hosts } and enrol the gateways",
          ),
        port: port.default(1883),
        credentials: z
          .array(
            z.strictObject({
              username: name,
              password: gatewayPassword,
              site: keyId,
              gateway: keyId,
            }),
          )
          .default([]),
        /** Listeners with TLS, beside the plaintext one, for gateways that are enrolled. */
        tls: tlsSchema.optional(),
      }),
    }),
    z.strictObject({
      external: z.strictObject({
        url: z
          .string()
          .refine(
            isBrokerUrl,
            "应为 mqtts://主机:8883,明文 mqtt:// 只许本机,账号不写在地址里 · mqtts://host:8883; plaintext mqtt:// on loopback only; no credentials in the address",
          ),
        username: name.optional(),
        password: password.optional(),
      }),
    }),
  ],
  "须写 embedded: { host, port, credentials } 或 external: { url, username, password },并核对其中每个键与值 · write embedded: { host, port, credentials } or external: { url, username, password }, and check each key and value in it",
);

export const ingestConfigSchema = z.strictObject({
  /** Folder of the journal, from the folder of the configuration. */
  data: z.string().min(1),
  /** Sparkplug host id: the name in STATE that gateways wait for. */
  hostId: id.default("lineproof"),
  broker,
  /** Line models (YAML or JSON) of the sites kept here. */
  sites: z
    .array(z.strictObject({ lineModel: z.string().min(1) }))
    .min(1, "至少一个站点 · at least one site"),
  journal: z
    .strictObject({
      /** Longest time a record waits for its group, ms. */
      fsyncMs: z.number().int().min(1).max(100).default(50),
      segmentBytes: z
        .number()
        .int()
        .min(1024 * 1024)
        .max(256 * 1024 * 1024)
        .default(64 * 1024 * 1024),
    })
    .prefault({}),
});

type RawConfig = z.infer<typeof ingestConfigSchema>;

export type IngestConfig = {
  /** Absolute folder. */
  readonly data: string;
  readonly hostId: string;
  readonly broker:
    | {
        readonly kind: "embedded";
        readonly host: string;
        readonly port: number;
        readonly credentials: readonly Credential[];
        readonly tls?: TlsConfig;
      }
    | {
        readonly kind: "external";
        readonly url: string;
        readonly username?: string;
        readonly password?: string;
      };
  /** Absolute paths. */
  readonly sites: readonly { readonly lineModel: string }[];
  readonly journal: { readonly fsyncMs: number; readonly segmentBytes: number };
};

/** Where a configuration's references lead. */
export type ConfigSources = {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Text of a file by absolute path; throws when it cannot be read. */
  readonly readText: (path: string) => string;
};

export function isLoopback(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, "");
  return host === "localhost" || host === "::1" || /^127(?:\.\d{1,3}){3}$/.test(host);
}

function isBrokerUrl(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || url.hostname === "" || url.username !== "" || url.password !== "")
    return false;
  return url.protocol === "mqtts:" || (url.protocol === "mqtt:" && isLoopback(url.hostname));
}

/** Gathers problems while references are followed. */
class Resolver {
  readonly problems: Problem[] = [];
  readonly #folder: string;
  readonly #sources: ConfigSources;

  constructor(file: string, sources: ConfigSources) {
    this.#folder = dirname(resolve(file));
    this.#sources = sources;
  }

  path(relative: string): string {
    return resolve(this.#folder, relative);
  }

  secret(path: string, from: z.infer<typeof password>): string {
    const { fromEnv, fromFile } = from;
    let text: string | undefined;
    if (fromEnv !== undefined) text = this.#sources.env[fromEnv];
    else if (fromFile !== undefined) text = this.#file(fromFile);
    if (text !== undefined && text !== "") return text;
    const message =
      fromEnv === undefined
        ? `文件 ${this.path(fromFile ?? "")} 读不到或为空 · the file cannot be read or is empty`
        : `环境变量 ${fromEnv} 没有设置 · environment variable ${fromEnv} is not set`;
    this.problems.push({
      path: `${path}.${fromEnv === undefined ? "fromFile" : "fromEnv"}`,
      message,
    });
    return "";
  }

  #file(relative: string): string | undefined {
    try {
      return this.#sources.readText(this.path(relative)).replace(/\r?\n$/, "");
    } catch {
      return undefined;
    }
  }
}

function secretOf(raw: z.infer<typeof gatewayPassword>, path: string, resolver: Resolver): Secret {
  const hash = raw.scrypt === undefined ? undefined : parseScryptHash(raw.scrypt);
  if (hash !== undefined) return { kind: "scrypt", hash };
  return { kind: "plain", text: resolver.secret(path, raw) };
}

function brokerOf(raw: RawConfig["broker"], resolver: Resolver): IngestConfig["broker"] {
  if ("external" in raw) {
    const { url, username, password: from } = raw.external;
    return {
      kind: "external",
      url,
      ...(username === undefined ? {} : { username }),
      ...(from === undefined
        ? {}
        : { password: resolver.secret("broker.external.password", from) }),
    };
  }
  const { host, port, credentials, tls } = raw.embedded;
  const names = new Set<string>();
  const found = credentials.map(({ username, password: from, site, gateway }, i): Credential => {
    const path = `broker.embedded.credentials[${i}]`;
    if (names.has(username)) {
      resolver.problems.push({
        path: `${path}.username`,
        message: `用户名重复 · duplicate user name ${username}`,
      });
    }
    names.add(username);
    const secret = secretOf(from, `${path}.password`, resolver);
    return { username, secret, principal: { kind: "gateway", site, gateway } };
  });
  return { kind: "embedded", host, port, credentials: found, ...(tls && { tls }) };
}

function refuse(file: string, problems: readonly Problem[]): IngestError {
  return new IngestError("INGEST_CONFIG_INVALID", describeProblems(file, problems), {
    file,
    problems: problems.length,
    first: problems[0]?.path ?? "",
  });
}

/**
 * Checks a value that was parsed already, such as the `ingest` part of a larger file.
 * Throws INGEST_CONFIG_INVALID whose message has a line per problem.
 */
export function checkIngestConfig(
  file: string,
  value: unknown,
  sources: ConfigSources,
): IngestConfig {
  const checked = checkSchema(ingestConfigSchema, value);
  if (!checked.ok) throw refuse(file, checked.problems);
  const raw = checked.value;
  const resolver = new Resolver(file, sources);
  const config: IngestConfig = {
    data: resolver.path(raw.data),
    hostId: raw.hostId,
    broker: brokerOf(raw.broker, resolver),
    sites: raw.sites.map(({ lineModel }) => ({ lineModel: resolver.path(lineModel) })),
    journal: raw.journal,
  };
  if (resolver.problems.length > 0) throw refuse(file, resolver.problems);
  return config;
}

/** Checks the text of a YAML file. Throws INGEST_CONFIG_INVALID. */
export function parseIngestConfig(
  file: string,
  text: string,
  sources: ConfigSources,
): IngestConfig {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined) {
    const line = error.linePos?.[0].line ?? 1;
    throw refuse(file, [{ path: `第 ${line} 行 · line ${line}`, message: error.message }]);
  }
  return checkIngestConfig(file, document.toJS(), sources);
}
