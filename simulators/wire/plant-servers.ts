// All servers of one plant, opened where its scenario lets it answer.

import { faultKinds } from "../faults/registry.ts";
import type { BuiltPlant } from "../run/built-plant.ts";
import type { RegisterDevice } from "../servers/register-device.ts";
import { type ModbusAddresses, openModbusListeners } from "./modbus-listeners.ts";
import { type OpcUaListener, openOpcUaListener } from "./opcua-listener.ts";

export interface PlantServersOptions {
  readonly built: BuiltPlant;
  readonly devices: readonly RegisterDevice[];
  /** When the plant last computed its values, ms since the epoch. */
  readonly now: () => number;
  readonly log: (line: string) => void;
}

/** Plain data: it may leave the process. */
export interface PlantAddresses extends ModbusAddresses {
  readonly opcua?: OpcUaListener["place"];
}

export interface PlantServers {
  readonly addresses: PlantAddresses;
  /** After each step: what faults do to servers and cables. */
  obey(): void;
  readers(): number;
  close(): Promise<void>;
}

/** Throws what the servers and readers of users throw; then none stays open. */
export async function openPlantServers(options: PlantServersOptions): Promise<PlantServers> {
  const { built, devices, now, log } = options;
  const cabled = built.scenario.faults.some(({ kind }) => touchesCables(kind));
  const { listen } = built.scenario;
  const modbus = await openModbusListeners({ listen, devices, faults: built.faults, cabled, log });
  try {
    const opcua = await openOpcUaListener({ built, now, cabled, log });
    return {
      addresses: { ...modbus.addresses, ...(opcua === undefined ? {} : { opcua: opcua.place }) },
      obey: () => {
        modbus.obey();
        opcua?.obey();
      },
      readers: () => modbus.readers(),
      close: async () => {
        await Promise.all([modbus.close(), opcua?.close()]);
      },
    };
  } catch (error) {
    await modbus.close();
    throw error;
  }
}

/** Cables are laid only where a fault may pull them: each costs two sockets per connection. */
function touchesCables(kind: string): boolean {
  const layer = faultKinds.find((each) => each.kind === kind)?.layer;
  return layer === "cable" || layer === "plant";
}
