// The control box of the central dust extraction: the same kind of small PLC as the edge banders'. FC 03.
//
//   0x0000  status          bits     0 fan runs
//   0x0001  fan power       uint16   0.01 kW
//   0x0002  filter pressure uint16   Pa
//   0x0004  cleaning pulses uint32   CDAB, since power-on
//   0x0100  serial number   16 characters, BADC · 0x0108 model, 16

import { modbusException } from "../servers/register-device.ts";
import { PlcImage } from "./edge-bander-image.ts";
import { numberOf, type Product } from "./product.ts";

const FIELDS = {
  status: { address: 0x0000, type: "uint16" },
  fanPower: { address: 0x0001, type: "uint16", scale: 100 },
  filterPressure: { address: 0x0002, type: "uint16" },
  pulses: { address: 0x0004, type: "uint32" },
} as const;

/** Serial number: printable ASCII, at most 16 characters. */
export const dustSystem: Product = {
  maker: "Lineproof simulator",
  model: "SIM-DUST-55",
  name: { zh: "中央除尘控制箱", en: "control box of a dust extraction" },
  points: ["running", "power.fan", "pressure.filter", "count.pulse"],
  create: ({ unit, serial = "" }) => {
    const image = new PlcImage({
      spans: [
        { first: 0x0000, count: 0x10 },
        { first: 0x0100, count: 0x10 },
      ],
      fields: FIELDS,
      texts: [
        { address: 0x0100, registers: 8, text: serial },
        { address: 0x0108, registers: 8, text: "SIM-DUST-55" },
      ],
    });
    return {
      device: {
        unit,
        identification: {
          vendorName: "Lineproof simulator",
          productCode: "SIM-DUST-55 dust extraction (simulated)",
          revision: "1.4",
        },
        readHolding: (address, count) => image.read(address, count),
        readInput: () => modbusException.illegalFunction,
      },
      publish: (shown) => {
        image.set("status", shown("running") === true ? 1 : 0);
        image.set("fanPower", numberOf(shown, "power.fan"));
        image.set("filterPressure", numberOf(shown, "pressure.filter"));
        image.set("pulses", numberOf(shown, "count.pulse"));
      },
    };
  },
};
