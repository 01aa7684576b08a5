// All checks of the doctor, each with a bound; one that breaks says so and leaves the others alone.

import { loadGatewayConfig } from "../config/load-config.ts";
import type { Environment } from "../config/resolving.ts";
import { bounded } from "../drivers/bounded.ts";
import { GatewayError } from "../errors.ts";
import {
  type DoctorContext,
  type DoctorFinding,
  type DoctorLevel,
  type DoctorMachine,
  unknown,
} from "./doctor-check.ts";
import { doctorChecks } from "./registry.ts";

export type CheckResult = {
  readonly id: string;
  readonly name: string;
  readonly findings: readonly DoctorFinding[];
};

export type DoctorReport = {
  /** ms UTC. */
  readonly at: number;
  /** Of Lineproof. */
  readonly version: string;
  readonly results: readonly CheckResult[];
  /** The worst of all findings; what is not known does not count. */
  readonly level: Exclude<DoctorLevel, "unknown">;
};

const checkMs = 30_000;

/** The configuration as far as it can be loaded. */
export function doctorContext(
  machine: DoctorMachine,
  file: string | undefined,
  env: Environment,
): DoctorContext {
  if (file === undefined) return { machine };
  try {
    return { machine, file, config: loadGatewayConfig(file, env) };
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return { machine, file, problem: error.message };
  }
}

export async function runDoctor(
  context: DoctorContext,
  version: string,
  told: (result: CheckResult) => void,
): Promise<DoctorReport> {
  const results: CheckResult[] = [];
  const at = context.machine.clock.now();
  for (const { id, name, run } of doctorChecks) {
    const late = () => new Error(`no answer within ${checkMs / 1000} s`);
    const findings = await bounded(run(context), checkMs, late).catch((error: unknown) => [
      unknown(
        `没有查成 · not looked at: ${error instanceof Error ? error.message : String(error)}`,
      ),
    ]);
    const result = { id, name, findings };
    results.push(result);
    told(result);
  }
  const levels = new Set(results.flatMap(({ findings }) => findings.map(({ level }) => level)));
  const level = levels.has("fail") ? "fail" : levels.has("warn") ? "warn" : "ok";
  return { at, version, results, level };
}
