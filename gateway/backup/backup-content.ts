// What a backup holds, between gathering and laying out.
import { gunzipSync, gzipSync } from "node:zlib";
import { z } from "zod";
import { GatewayError } from "../errors.ts";

/** Where a file is laid out: beside the configuration, or in the new data folder. */
const places = ["config", "data"] as const;

const relativePath = z
  .string()
  .min(1)
  .max(1024)
  .refine((path) => {
    const parts = path.split("/");
    return (
      !path.includes("\\") &&
      !path.includes("\0") &&
      parts.every((part) => !["", ".", ".."].includes(part))
    );
  }, "a path inside the folder");

export const logHeadSchema = z.strictObject({
  /** Log id, 64 hex digits. */
  log: z.string().regex(/^[0-9a-f]{64}$/),
  /** Records at that moment; the log may have gone on. */
  size: z.number().int().nonnegative(),
  /** Newest signed checkpoint; null: none. */
  checkpoint: z.string().nullable(),
});
export type LogHead = z.infer<typeof logHeadSchema>;

const contentSchema = z.strictObject({
  format: z.literal("lineproof/gateway-backup/1"),
  /** ms UTC by the gateway's clock. */
  madeAt: z.number().int(),
  site: z.string(),
  gateway: z.string(),
  /** Path of the configuration among the files of place "config". */
  config: relativePath,
  /** Data folder, as the configuration names it after laying out. */
  data: relativePath,
  files: z.array(
    z.strictObject({
      place: z.enum(places),
      path: relativePath,
      /** Permissions, e.g. 0o600. */
      mode: z.number().int().min(0).max(0o777),
      base64: z.base64(),
    }),
  ),
  /** Secrets that the configuration takes from the environment. */
  environment: z.record(z.string(), z.string()),
  /** The log at that moment; null: it could not be told. */
  log: logHeadSchema.nullable(),
});
export type BackupContent = z.infer<typeof contentSchema>;
export type BackupFile = BackupContent["files"][number];

/** Most bytes that a backup unfolds to: configurations and certificates are small. */
const largest = 64 << 20;

export function encodeContent(content: BackupContent): Buffer {
  return gzipSync(JSON.stringify(content));
}

/** Throws GATEWAY_BACKUP_DAMAGED. @param file name for people */
export function decodeContent(file: string, bytes: Uint8Array): BackupContent {
  try {
    const text = gunzipSync(bytes, { maxOutputLength: largest }).toString("utf8");
    return contentSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new GatewayError(
      "GATEWAY_BACKUP_DAMAGED",
      `备份 ${file} 打得开,但内容读不懂,什么也没有恢复 · The backup ${file} opens, but its content makes no sense; nothing was restored.`,
      { file },
      { cause },
    );
  }
}
