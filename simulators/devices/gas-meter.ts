// Flow computer of a gas meter. The map is invented for this simulator after the usual ones (float32 and
// uint32, high word first, the same in input and holding registers), not that of a product:
//   0x0000 flow at base conditions, float32, Nm³/h     0x0002 total, uint32, hundredths of a Nm³, rolls over at 2³²
//   0x0004 pressure, float32, kPa absolute             0x0006 temperature, float32, °C
//   0x0010 serial number, ASCII, eight registers

import { type ProductMap, registerProduct } from "./register-product.ts";

const MAP: ProductMap = {
  spans: [
    { first: 0x0000, count: 8 },
    { first: 0x0010, count: 8 },
  ],
  registers: {
    flow: { address: 0x0000, type: "float32", point: "gas.flow" },
    total: {
      address: 0x0002,
      type: "uint32",
      scale: 100,
      rollsOverAt: 2 ** 32,
      point: "gas.total",
    },
    pressure: { address: 0x0004, type: "float32", point: "gas.pressure" },
    temperature: { address: 0x0006, type: "float32", point: "gas.temperature" },
    serial: { address: 0x0010, type: "text", registers: 8, serial: true },
  },
};

export const gasMeter = registerProduct({
  maker: "Lineproof simulator",
  model: "flow computer",
  name: { zh: "燃气流量计", en: "gas flow computer" },
  productCode: "Gas flow computer (simulated)",
  revision: "1.0",
  holding: MAP,
  input: MAP,
});
