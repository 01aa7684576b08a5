// Reads a gateway's configuration from disk; the checking is in config.ts.
import { readFileSync } from "node:fs";
import { GatewayError } from "../errors.ts";
import { type GatewayConfig, parseGatewayConfig } from "./config.ts";
import type { Enrolment, Environment } from "./resolving.ts";

/** Throws GATEWAY_CONFIG_UNREADABLE, or GATEWAY_CONFIG_INVALID with every problem on a line. */
export function loadGatewayConfig(
  file: string,
  env: Environment,
  enrolment: Enrolment = "needed",
): GatewayConfig {
  const read = (path: string) => readFileSync(path, "utf8");
  let text: string;
  try {
    text = read(file);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new GatewayError(
      "GATEWAY_CONFIG_UNREADABLE",
      `配置文件读不出,请检查路径与权限 · configuration cannot be read, check path and rights: ${file}: ${reason}`,
      { file },
      { cause },
    );
  }
  return parseGatewayConfig(file, text, env, read, enrolment);
}
