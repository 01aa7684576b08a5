// The furniture cell as its site shows it: three woodworking machines on one OPC UA server (OPC 40550-1), two edge
// banders, the dust extraction and the main meter by Modbus.

import { createDustSystem } from "../devices/dust-system.ts";
import { createEdgeBander } from "../devices/edge-bander.ts";
import { createSdm630 } from "../devices/sdm630.ts";
import { createFurniturePlant } from "../plant/furniture/furniture-plant.ts";
import type { Plant } from "../plant/plant.ts";
import { furnitureWoodworking } from "./furniture-cell-woodworking.ts";
import type { LineFactory } from "./line.ts";

/** The main meter tells its serial number as a plain number. */
const METER_SERIAL = 24_110_002;
const UNITS = { meter: 1, "edgebander-1": 21, "edgebander-2": 22, dust: 31 } as const;

export const createFurnitureCell: LineFactory = (options) => {
  const { plant, cell } = createFurniturePlant(options);
  const meter = createSdm630(UNITS.meter, { serial: METER_SERIAL });
  const dust = createDustSystem(UNITS.dust, "SIM-DUST-2401");
  const banders = [
    { id: "edgebander-1", bander: createEdgeBander(UNITS["edgebander-1"], "SIM-EB-2401") },
    { id: "edgebander-2", bander: createEdgeBander(UNITS["edgebander-2"], "SIM-EB-2402") },
  ] as const;
  return {
    plant,
    exposure: {
      modbus: {
        devices: [meter.device, ...banders.map(({ bander }) => bander.device), dust.device],
        publish: () => {
          meter.publish(cell.supply.reading());
          for (const { id, bander } of banders) bander.publish(banderValues(plant, id));
          dust.publish({
            running: true,
            fanPower: numberAt(plant, "dust-1.power.fan"),
            filterPressure: numberAt(plant, "dust-1.pressure.filter"),
            pulses: cell.dust.pulses(),
          });
        },
      },
      opcua: furnitureWoodworking,
    },
  };
};

function banderValues(plant: Plant, id: string) {
  const at = (point: string): number => numberAt(plant, `${id}.${point}`);
  return {
    state: at("state"),
    fault: plant.value(`${id}.fault`) === true,
    glueAlarm: plant.value(`${id}.alarm.glue`) === true,
    feed: at("speed.feed"),
    glue: at("temperature.glue"),
    glueSetpoint: at("temperature.glue.sp"),
    premill: at("current.premill"),
    press: at("pressure.press"),
    heaterDuty: at("output.heating"),
    panelsOut: at("output.total"),
    panelsIn: at("pieces.in"),
    edgeLength: at("length.edge"),
  };
}

function numberAt(plant: Plant, point: string): number {
  return Number(plant.value(point));
}
