// Shape of a gateway's YAML file. Defaults stand here and nowhere else; unknown keys are errors.

import { z } from "zod";
import { isKeyName } from "#contracts/signed-note.ts";
import { isTopicId } from "#contracts/sparkplug-topic.ts";
import { quirksSchema } from "../drivers/modbus/quirks.ts";
import { isLoopback } from "./loopback.ts";

export const idSchema = z
  .string()
  .max(128)
  .refine(isTopicId, "编号不能为空,不能含 / + # · an id is not empty and has none of / + #");

/** Site and gateway stand in the name of the log's key as well. */
const keyIdSchema = idSchema.refine(
  (text) => !isTopicId(text) || isKeyName(text),
  "站点与网关编号不能含空格 · the id of a site or gateway has no spaces: it is part of a C2SP key name",
);

/** A secret never stands in the file: name of an environment variable, or path of a file. */
export const secretSchema = z
  .strictObject(
    { fromEnv: z.string().min(1).optional(), fromFile: z.string().min(1).optional() },
    {
      error: (issue) =>
        issue.code === "invalid_type"
          ? "密码不能写在这里,请写 { fromEnv: 变量名 } 或 { fromFile: 路径 } · a secret never stands here: write { fromEnv: NAME } or { fromFile: path }"
          : undefined,
    },
  )
  .refine(
    (secret) => (secret.fromEnv === undefined) !== (secret.fromFile === undefined),
    "fromEnv 与 fromFile 必须恰有一个 · exactly one of fromEnv and fromFile",
  );

/** `host`, `host:port`, `[v6]` or `[v6]:port`; port 123 unless it is named. */
const ntpServerSchema = z.string().transform((text, context) => {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:/[\]]+))(?::(\d{1,5}))?$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3] ?? 123);
  if (host === undefined || port < 1 || port > 65_535) {
    context.addIssue({
      code: "custom",
      message: "应为 主机 或 主机:端口 · must be host or host:port",
    });
    return z.NEVER;
  }
  return { host, port };
});

const brokerSchema = z.strictObject({
  /** Connects as `gateway enrol` was granted; no url, credentials or tls beside it. */
  enrolled: z.literal(true).optional(),
  /** mqtt:// on loopback only; mqtts:// anywhere. */
  url: z.string().optional(),
  /** Instead of url: several, of which one is connected at a time; needs primaryHost. */
  servers: z.array(z.string()).min(1).max(16).optional(),
  /** MQTT protocol level: 4 is 3.1.1, 5 is 5.0. */
  protocol: z
    .union([z.literal(4), z.literal(5)], "应为 4(MQTT 3.1.1)或 5 · 4 (MQTT 3.1.1) or 5")
    .default(4),
  username: z.string().min(1).optional(),
  password: secretSchema.optional(),
  /** Unique at the broker; default `<site>.<gateway id>`. */
  clientId: z.string().min(1).max(256).optional(),
  /** Sparkplug host id whose STATE the gateway waits for; absent: publishes to whoever listens. */
  primaryHost: idSchema.optional(),
  keepAliveSeconds: z.number().int().min(5).max(3600).default(30),
  /** PEM files; paths from the folder of the configuration. */
  tls: z
    .strictObject({
      ca: z.string().min(1).optional(),
      cert: z.string().min(1).optional(),
      key: z.string().min(1).optional(),
    })
    .optional(),
});

const outboxSchema = z.strictObject({
  /** Cap of what the outbox holds, delivered history included. */
  maxBytes: z
    .number()
    .int()
    .min(1024 * 1024)
    .default(1024 ** 3),
  /** Records of this long are committed in one transaction. */
  commitMs: z.number().int().min(1).max(10_000).default(100),
  /** Delivered records are kept for a restored host while all held bytes stay below this. */
  historyBytes: z
    .number()
    .int()
    .min(0)
    .default(256 * 1024 ** 2),
  /** Records per second that are sent again or late, beside live ones. */
  resendPerSecond: z.number().int().min(1).max(100_000).default(2_000),
});

/** `local: false`, or where the local page, status and metrics are served. */
const localSchema = z.preprocess(
  (written) => (written === false ? { enabled: false } : written),
  z.strictObject({
    enabled: z.boolean().default(true),
    /** 0 takes a free one. */
    port: z.number().int().min(0).max(65_535).default(7411),
    host: z
      .string()
      .default("127.0.0.1")
      .refine(
        isLoopback,
        "只许本机地址 127.0.0.1,从别处查看请用 SSH 隧道 · loopback only: use an SSH tunnel to look from elsewhere",
      ),
  }),
);

/** Smallest interval between two scans; faster than this Modbus only queues. */
export const minIntervalMs = 50;

const signalSchema = z.strictObject({
  id: idSchema,
  /** As the driver reads it: text or an object. */
  address: z.unknown().refine((address) => address !== undefined, "缺少地址 · missing address"),
});

/** What a machine may say of itself, under the names of EquipmentIdentity (contracts/evidence.ts). */
export const identityKeys = ["serial", "firmware", "maker", "model", "product"] as const;

export const identitySchema = z.array(
  z.strictObject({
    key: z.enum(identityKeys),
    /** As the driver reads it: text or an object. */
    address: z.unknown().refine((address) => address !== undefined, "缺少地址 · missing address"),
  }),
);

/** Namespace URI by the alias that paths of browse names use. */
export const namespacesSchema = z.record(
  z.string().regex(/^[A-Za-z][\w-]*$/, "别名以字母开头 · an alias begins with a letter"),
  z.string().min(1),
);

const equipmentSchema = z.strictObject({
  id: idSchema,
  connection: idSchema,
  /** Modbus unit id, for every address that names none. */
  unit: z.number().int().min(0).max(255).optional(),
  /** Registers per request; default the template's, else the protocol's. */
  maxRegisters: z.number().int().min(1).max(2000).optional(),
  /** Modbus: what the product cannot do, or only so, beside the template's (drivers/modbus/quirks.ts). */
  quirks: quirksSchema.optional(),
  /** OPC UA: node, or path of browse names from Objects, where the paths of this equipment begin. */
  root: z.string().min(1).optional(),
  /** OPC UA: aliases beside those of the template. */
  namespaces: namespacesSchema.optional(),
  /** Id of a shipped template, or a path ending in .json. */
  template: z.string().min(1).optional(),
  /** What the template leaves open, by the names of its parameters. */
  parameters: z.record(z.string(), z.string()).optional(),
  /** Where the machine says who it is; read after every connect. Added to the template's, by key. */
  identity: identitySchema.default([]),
  signals: z.array(signalSchema).default([]),
  /** Computed in the gateway from signals of one scan; the keys are those of the kind (derive/registry.ts). */
  derived: z.array(z.looseObject({ id: idSchema, kind: z.string() })).default([]),
  scanGroups: z
    .array(
      z.strictObject({
        id: idSchema,
        intervalMs: z.number().int().min(minIntervalMs).max(86_400_000),
        /** Signal ids; the one group without a list takes all that no other group names. */
        signals: z.array(idSchema).optional(),
      }),
    )
    .min(1, "至少一个扫描组 · at least one scan group"),
});

const clockSchema = z.strictObject({
  /** Time servers to compare with, `host` or `host:port`; none: nobody is asked. The clock is never set. */
  ntp: z.array(ntpServerSchema).max(8).default([]),
  /** Between two questions to one server; NTP servers are not asked more often than every 64 s. */
  ntpSeconds: z.number().int().min(64).max(1_800).default(900),
  /** Further from host or time servers than this, the clock is unsynchronised, which is said and recorded. */
  maxOffsetMs: z.number().int().min(50).max(60_000).default(1_000),
});

export const gatewayConfigSchema = z.strictObject({
  gateway: z.strictObject({
    id: keyIdSchema,
    site: keyIdSchema,
    /** True for a simulated plant: its log's origin says so for ever. */
    simulated: z.boolean().default(false),
    /** Folder of outbox and key, from the folder of the configuration. */
    data: z.string().min(1),
  }),
  broker: brokerSchema,
  outbox: outboxSchema.prefault({}),
  local: localSchema.prefault({}),
  clock: clockSchema.prefault({}),
  checkpointSeconds: z.number().int().min(1).max(3600).default(10),
  connections: z
    .array(
      z.strictObject({
        id: idSchema,
        driver: z.string(),
        endpoint: z.record(z.string(), z.unknown()),
      }),
    )
    .min(1, "至少一个连接 · at least one connection"),
  equipment: z.array(equipmentSchema).min(1, "至少一台设备 · at least one equipment"),
  /** Line model (YAML or JSON) to compare with: signals, scan groups and intervals must agree. */
  lineModel: z.string().min(1).optional(),
});

export type RawGatewayConfig = z.infer<typeof gatewayConfigSchema>;
export type RawEquipment = RawGatewayConfig["equipment"][number];
