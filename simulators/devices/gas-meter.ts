// Flow computer of a gas meter. The map is invented for this simulator after the usual ones (float32 and
// uint32, high word first, the same in input and holding registers), not that of a product:
//   0x0000 flow at base conditions, float32, Nm³/h     0x0002 total, uint32, hundredths of a Nm³
//   0x0004 pressure, float32, kPa absolute             0x0006 temperature, float32, °C
//   0x0010 serial number, ASCII, eight registers

import type { RegisterDevice } from "../servers/register-device.ts";
import { RegisterImage } from "../servers/register-image.ts";
import { createNameplate } from "./nameplate.ts";
import { numberOf, type Product } from "./product.ts";

const MAP = {
  spans: [{ first: 0x0000, count: 8 }],
  fields: {
    flow: { address: 0x0000, type: "float32" },
    total: { address: 0x0002, type: "uint32", scale: 100 },
    pressure: { address: 0x0004, type: "float32" },
    temperature: { address: 0x0006, type: "float32" },
  },
} as const;

/** Without a serial number the nameplate is empty. */
export const gasMeter: Product = {
  maker: "Lineproof simulator",
  model: "flow computer",
  name: { zh: "燃气流量计", en: "gas flow computer" },
  points: ["gas.flow", "gas.total", "gas.pressure", "gas.temperature"],
  create: ({ unit, serial = "" }) => {
    const image = new RegisterImage<keyof typeof MAP.fields>(MAP);
    const plate = createNameplate(0x0010, 8, serial);
    const read: RegisterDevice["readInput"] = (address, count) =>
      plate.covers(address) ? plate.read(address, count) : image.read(address, count);
    return {
      device: {
        unit,
        identification: {
          vendorName: "Lineproof simulator",
          productCode: "Gas flow computer (simulated)",
          revision: "1.0",
        },
        readInput: read,
        readHolding: read,
      },
      publish: (shown) => {
        image.set("flow", numberOf(shown, "gas.flow"));
        image.set("total", numberOf(shown, "gas.total"));
        image.set("pressure", numberOf(shown, "gas.pressure"));
        image.set("temperature", numberOf(shown, "gas.temperature"));
      },
    };
  },
};
