// One signal of the running gateway asked alone and judged, as `check` does it, over the connection of its scans.
import { driverOf } from "../config/connection.ts";
import type { EquipmentConfig } from "../config/equipment.ts";
import { GatewayError } from "../errors.ts";
import type { CommissioningDesk } from "../local/commissioning-desk.ts";
import { templates } from "../templates/registry.ts";
import type { Template } from "../templates/template.ts";
import { judgeSignal, type SignalCheck } from "./check-signal.ts";
import { type Expectation, expectationOf } from "./expectation.ts";
import { inspectOpened } from "./inspect-opened.ts";
import { writtenTemplates } from "./loaded-configuration.ts";

export type ExpectedSignal = Omit<Expectation, "usual"> & {
  readonly id: string;
  /** Computed from other signals: there is nothing to ask. */
  readonly derived: boolean;
};

export type LiveCheck = SignalCheck & {
  /** modbus, opcua. */
  readonly protocol: string;
};

/** Throws GATEWAY_EQUIPMENT_UNKNOWN. */
export function expectationsOf(
  desk: CommissioningDesk,
  equipment: string,
): readonly ExpectedSignal[] {
  const machine = machineOf(desk, equipment);
  const template = templateOf(desk, machine);
  return machine.scanGroups.flatMap(({ signals }) =>
    signals.map(({ id, derived }) => {
      const { usual: _, ...expected } = expectationOf(
        equipment,
        id,
        desk.config.lineModel,
        template,
      );
      return { id, derived: derived !== undefined, ...expected };
    }),
  );
}

/** Rejects GATEWAY_EQUIPMENT_UNKNOWN, GATEWAY_COMMISSIONING_UNSUPPORTED, and why the connection cannot be asked. */
export async function checkLiveSignal(
  desk: CommissioningDesk,
  equipment: string,
  signal: string,
): Promise<LiveCheck> {
  const machine = machineOf(desk, equipment);
  const group = machine.scanGroups.find(({ signals }) => signals.some(({ id }) => id === signal));
  const config = group?.signals.find(({ id }) => id === signal);
  if (group === undefined || config === undefined) throw unknown(`${equipment}/${signal}`);
  if (config.derived !== undefined) {
    throw new GatewayError(
      "GATEWAY_COMMISSIONING_UNSUPPORTED",
      `${signal} 由别的信号算出,没有寄存器可看 · ${signal} is computed from other signals: there is nothing to ask`,
    );
  }
  const expectation = expectationOf(
    equipment,
    signal,
    desk.config.lineModel,
    templateOf(desk, machine),
  );
  const inspection = await desk.ask(machine.connection, (open) =>
    inspectOpened(open, config.address, true),
  );
  const { intervalMs } = group;
  const checked = { equipment, signal, intervalMs, expectation };
  const connection = desk.config.connections.find(({ id }) => id === machine.connection);
  return {
    ...judgeSignal(checked, inspection, true, desk.clock.now()),
    protocol: driverOf(connection?.driver)?.protocol ?? "",
  };
}

function machineOf({ config }: CommissioningDesk, equipment: string): EquipmentConfig {
  const machine = config.equipment.find(({ id }) => id === equipment);
  if (machine === undefined) throw unknown(equipment);
  return machine;
}

/** A template that is a file of its own is found by the configuration file, which may be wrong by now. */
function templateOf({ source }: CommissioningDesk, machine: EquipmentConfig): Template | undefined {
  const shipped = machine.template === undefined ? undefined : templates.get(machine.template);
  if (shipped !== undefined || source === undefined) return shipped;
  try {
    return writtenTemplates(source.file).get(machine.id);
  } catch {
    return undefined;
  }
}

function unknown(what: string): GatewayError {
  return new GatewayError(
    "GATEWAY_EQUIPMENT_UNKNOWN",
    `没有这样的设备或信号 ${what} · no such equipment or signal: ${what}`,
  );
}
