// What a gateway in fast time sees of faults between it and the plant. There are no wires: a machine answers or
// it does not. Faults inside single Modbus messages have no place here; they act on the wire only.
import { status } from "#contracts/quality.ts";
import type { BuiltPlant } from "#simulators/run/built-plant.ts";

export type Answer = {
  /** Raw OPC UA status of the failure; undefined while the equipment answers. */
  readonly failure: number | undefined;
  /** The controller's clock minus true time, ms. */
  readonly clockMs: number;
};

const whole: Answer = { failure: undefined, clockMs: 0 };

export class WireFaults {
  readonly #built: BuiltPlant;
  /** Equipment behind the Modbus listener; all others are behind the OPC UA server. */
  readonly #modbus: ReadonlySet<string>;

  constructor(built: BuiltPlant) {
    this.#built = built;
    this.#modbus = new Set(built.exposure.modbus.map(({ equipment }) => equipment));
  }

  answer(equipment: string): Answer {
    const { faults } = this.#built;
    if (faults.acts().length === 0) return whole;
    const plant = faults.plant();
    if (plant.some(({ kind }) => kind === "power-cut")) return failing(status.badTimeout);
    if (this.#modbus.has(equipment)) return this.#cable("modbus") ?? whole;
    if (faults.opcua() !== undefined) return failing(status.badNotConnected);
    const clockMs = plant.reduce(
      (sum, each) => sum + (each.kind === "clock" ? each.offsetMs : 0),
      0,
    );
    return this.#cable("opcua") ?? { failure: undefined, clockMs };
  }

  #cable(listener: "modbus" | "opcua"): Answer | undefined {
    const { kind } = this.#built.faults.cable(listener);
    // A half-open connection is opened anew before the next scan.
    if (kind === "whole" || kind === "half-open") return undefined;
    return failing(kind === "silent" ? status.badTimeout : status.badNotConnected);
  }
}

function failing(failure: number): Answer {
  return { failure, clockMs: 0 };
}
