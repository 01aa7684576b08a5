// Every point of a rock-wool line, put together from its machines.

import { controllerPoints } from "../controller-points.ts";
import type { Points } from "../point-table.ts";
import type { FlueGas } from "./flue-gas.ts";
import type { Furnace } from "./furnace.ts";
import type { FurnaceControl } from "./furnace-control.ts";
import type { MachineStates } from "./machine-states.ts";
import type { WoolAlarms } from "./wool-alarms.ts";
import type { WoolMachines } from "./wool-machines.ts";
import type { WoolOrders } from "./wool-orders.ts";
import type { WoolSupply } from "./wool-supply.ts";

export interface RockWoolParts {
  readonly furnace: Furnace;
  readonly furnaceControl: FurnaceControl;
  readonly machines: WoolMachines;
  readonly states: MachineStates;
  readonly alarms: WoolAlarms;
  readonly flue: FlueGas;
  readonly supply: WoolSupply;
  readonly orders: WoolOrders;
  readonly shift: () => string;
  readonly ambientC: () => number;
}

/** By equipment. */
export function rockWoolPoints(parts: RockWoolParts): Readonly<Record<string, Points>> {
  const { furnace, furnaceControl, machines, states, alarms, orders } = parts;
  const { spinner, collector, crimper, oven, saw, stacker } = machines;
  const furnaceState = () => states.of("furnace");
  const withAlarms = (equipment: string, points: Points): Points => ({
    ...points,
    ...alarms.points(equipment),
  });
  return {
    batching: furnace.batchingPoints(furnaceState),
    [furnace.equipment]: withAlarms(furnace.equipment, {
      ...furnace.points(furnaceState),
      campaign: () => furnaceControl.campaign(),
      "campaign.hours": () => Math.floor(furnaceControl.campaignHours() * 10) / 10,
    }),
    spinner: withAlarms(
      "spinner",
      spinner.points(() => states.of("spinner")),
    ),
    collector: withAlarms(
      "collector",
      collector.points(() => states.of("collector")),
    ),
    crimper: crimper.points(() => states.of("crimper")),
    "curing-oven": withAlarms(
      "curing-oven",
      oven.points(() => states.of("curing-oven")),
    ),
    saw: saw.points(() => states.of("saw")),
    stacker: stacker.points(() => states.of("stacker")),
    line: {
      state: () => states.of("line"),
      "output.mass": () => stacker.massKg.value() / 1000,
      "output.volume": () => stacker.volumeL.value() / 1000,
      "output.packs": () => stacker.packs.value(),
      order: () => orders.current() ?? "",
      product: () => orders.recipe().product,
      shift: () => parts.shift(),
    },
    "flue-gas": withAlarms("flue-gas", parts.flue.points()),
    ...Object.fromEntries(
      oven.zones.map((zone, n) => [`oven-zone-${n + 1}`, controllerPoints(() => zone.state())]),
    ),
    "gas-meter": {
      "gas.flow": () => oven.gasNm3H(),
      "gas.total": () => machines.gasNm3(),
      "gas.pressure": () => machines.gasKpa(),
      "gas.temperature": () => machines.gasC(parts.ambientC()),
    },
    ...parts.supply.points(),
  };
}
