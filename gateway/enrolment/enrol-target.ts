// The part of a configuration that enrolment needs. The rest may be unfinished: a gateway can join before its
// machines are mapped.
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parse } from "yaml";
import { checkSchema, describeProblems } from "#contracts/schema-problems.ts";
import { gatewayConfigSchema } from "../config/schema.ts";
import { GatewayError } from "../errors.ts";
import type { EnrolTarget } from "./enrol.ts";

/** Throws GATEWAY_CONFIG_UNREADABLE or GATEWAY_CONFIG_INVALID. */
export function readEnrolTarget(file: string): EnrolTarget {
  let value: unknown;
  try {
    value = parse(readFileSync(file, "utf8"));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new GatewayError(
      "GATEWAY_CONFIG_UNREADABLE",
      `配置文件读不出,请检查路径、权限与 YAML 语法 · configuration cannot be read, check path, rights and YAML: ${file}: ${reason}`,
      { file },
      { cause },
    );
  }
  const part =
    typeof value === "object" && value !== null && "gateway" in value ? value.gateway : {};
  const checked = checkSchema(gatewayConfigSchema.shape.gateway, part);
  if (!checked.ok) {
    const problems = checked.problems.map(({ path, message }) => ({
      path: path === "" ? "gateway" : `gateway.${path}`,
      message,
    }));
    throw new GatewayError("GATEWAY_CONFIG_INVALID", describeProblems(file, problems), {
      file,
      problems: problems.length,
    });
  }
  const { id, site, simulated, data } = checked.value;
  return { id, site, simulated, data: resolve(dirname(resolve(file)), data) };
}
