// A gateway's YAML file → typed configuration, or every problem at once with file, line, path and mend.
// Pure: files and environment come in as functions and records.
import { dirname, resolve } from "node:path";
import { type Document, LineCounter, parseDocument } from "yaml";
import type { LineModel } from "#contracts/line-model.ts";
import { checkSchema, type LocatedProblem, problemAt } from "#contracts/schema-problems.ts";
import type { DeclaredEquipment } from "../declared.ts";
import { GatewayError } from "../errors.ts";
import { resolveBroker } from "./broker.ts";
import { resolveConnections } from "./connection.ts";
import { type EquipmentConfig, resolveEquipment } from "./equipment.ts";
import { checkAgainstLineModel } from "./line-model.ts";
import type { Enrolment, Environment, ReadText, Resolving } from "./resolving.ts";
import { gatewayConfigSchema } from "./schema.ts";
import type {
  BrokerSettings,
  ClockSettings,
  ConnectionConfig,
  LocalSettings,
  OutboxSettings,
} from "./settings.ts";

export type GatewayConfig = {
  readonly gateway: {
    readonly id: string;
    readonly site: string;
    readonly simulated: boolean;
    /** Absolute folder of outbox and key. */
    readonly data: string;
  };
  readonly broker: BrokerSettings;
  readonly outbox: OutboxSettings;
  readonly local: LocalSettings;
  readonly clock: ClockSettings;
  readonly checkpointSeconds: number;
  readonly connections: readonly ConnectionConfig[];
  readonly equipment: readonly EquipmentConfig[];
  readonly lineModel?: LineModel;
};

/**
 * Checks a configuration.
 * @param file path as the user gave it; relative paths inside are taken from its folder.
 * @param enrolment "later": for commissioning, which needs no broker; one by enrolment has no server then.
 * Throws GATEWAY_CONFIG_INVALID, whose message has one line per problem.
 */
export function parseGatewayConfig(
  file: string,
  text: string,
  env: Environment,
  readFile?: ReadText,
  enrolment: Enrolment = "needed",
): GatewayConfig {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const syntax = document.errors.map((error) => {
    const { line, col } = lines.linePos(error.pos[0]);
    return `${file}:${line}:${col}: YAML 语法错误 · YAML syntax: ${error.message}`;
  });
  if (syntax.length > 0) throw invalid(file, syntax);

  const problems: LocatedProblem[] = [];
  const told = (): GatewayError =>
    invalid(
      file,
      problems.map(({ keys, path, message }) => {
        const node = document.getIn(keys, true) ?? document.getIn(keys.slice(0, -1), true);
        const range = (node as { range?: readonly number[] | null } | undefined)?.range;
        const at = range?.[0] === undefined ? "" : `:${lines.linePos(range[0]).line}`;
        return path === "" ? `${file}${at}: ${message}` : `${file}${at}: ${path}: ${message}`;
      }),
    );

  const checked = checkSchema(gatewayConfigSchema, contentOf(file, document));
  if (!checked.ok) {
    problems.push(...checked.problems);
    throw told();
  }
  const raw = checked.value;
  const folder = dirname(resolve(file));
  const resolving: Resolving = {
    env,
    enrolment,
    pathOf: (path) => resolve(folder, path),
    problem: (keys, message) => problems.push(problemAt(keys, message)),
    textOf: (keys, path) => {
      try {
        if (readFile !== undefined) return readFile(resolve(folder, path));
        problems.push(problemAt(keys, `这里不能读文件 · files cannot be read here: ${path}`));
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        problems.push(problemAt(keys, `文件读不出 · file cannot be read: ${path} (${reason})`));
      }
      return undefined;
    },
  };

  const broker = resolveBroker(raw, resolving);
  const connections = resolveConnections(raw, resolving);
  const equipment = resolveEquipment(raw, resolving);
  const lineModel = checkAgainstLineModel(raw, equipment, resolving);
  if (problems.length > 0) throw told();
  return {
    gateway: { ...raw.gateway, data: resolve(folder, raw.gateway.data) },
    broker,
    outbox: raw.outbox,
    local: raw.local,
    clock: raw.clock,
    checkpointSeconds: raw.checkpointSeconds,
    connections,
    equipment: equipment.map((machine) => withDeadbands(machine, lineModel)),
    ...(lineModel === undefined ? {} : { lineModel }),
  };
}

/** What the births declare. */
export function declaredEquipment(config: GatewayConfig): readonly DeclaredEquipment[] {
  return config.equipment.map((machine) => ({
    equipment: machine.id,
    signals: machine.scanGroups.flatMap((group) =>
      group.signals.map(({ id, datatype }) => ({ id, datatype, scanGroup: group.id })),
    ),
  }));
}

/** The document as plain values; an alias that multiplies itself without end is refused. */
function contentOf(file: string, document: Document): unknown {
  try {
    return document.toJS() ?? {};
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw invalid(file, [`${file}: YAML 别名过多 · YAML aliases: ${message}`]);
  }
}

function invalid(file: string, lines: readonly string[]): GatewayError {
  return new GatewayError("GATEWAY_CONFIG_INVALID", lines.join("\n"), {
    file,
    problems: lines.length,
  });
}

/** Only a line model may raise a deadband (evidence keeps every change). */
function withDeadbands(machine: EquipmentConfig, model: LineModel | undefined): EquipmentConfig {
  const declared = model?.lines
    .flatMap((line) => line.equipment)
    .find((equipment) => equipment.id === machine.id);
  if (declared === undefined) return machine;
  const deadbands = new Map(declared.signals.map(({ id, deadband }) => [id, deadband]));
  return {
    ...machine,
    scanGroups: machine.scanGroups.map((group) => ({
      ...group,
      signals: group.signals.map((signal) => ({
        ...signal,
        deadband: deadbands.get(signal.id) ?? 0,
      })),
    })),
  };
}
