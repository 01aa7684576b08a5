// The PLC of an edge bander: a register map of our own in the manner of small Chinese PLCs (Inovance H-series: D
// registers as holding registers, FC 03; domain reference A2, "Data path"). No maker's map is copied.
//
//   0x0000  state           uint16   0 stopped · 1 heating · 2 waiting · 3 banding · 4 fault
//   0x0001  status          bits     0 fault · 1 glue temperature alarm · 2 tape break · 3 air pressure low
//   0x0002  feed            float32  m/min, CDAB
//   0x0004  glue            int16    0.1 °C
//   0x0005  glue setpoint   int16    0.1 °C
//   0x0006  pre-mill        float32  A, CDAB
//   0x0008  press air       float32  bar, CDAB
//   0x000A  heater duty     uint16   0.1 %
//   0x000B  roller          int16    0.1 °C
//   0x000C  trimming        float32  A, CDAB
//   0x000E  glue on scale   uint16   0.01 kg
//   0x000F  glue use        uint16   0.1 g/m²
//   0x0010  panels out      uint32   CDAB, a plain double word: rolls over at 2³²; so do the next three
//   0x0012  panels in       uint32   CDAB
//   0x0014  edge length     uint32   0.1 m, CDAB
//   0x0016  glue used       uint32   0.01 kg, CDAB
//   0x0100  serial number   16 characters, BADC · 0x0108 model, 16 · 0x0110 firmware, 8

import { registerProduct } from "./register-product.ts";

const TENTHS = { type: "int16", scale: 10 } as const;
const COUNT = { type: "uint32", rollsOverAt: 2 ** 32 } as const;
const TEXT = { type: "text", order: "BADC" } as const;

/** Serial number: printable ASCII, at most 16 characters. */
export const edgeBander = registerProduct({
  maker: "Lineproof simulator",
  model: "SIM-EB-DE20",
  name: { zh: "封边机 PLC", en: "PLC of an edge bander" },
  productCode: "SIM-EB-DE20 edge bander PLC (simulated)",
  revision: "2.3",
  holding: {
    order: "CDAB",
    spans: [
      { first: 0x0000, count: 0x20 },
      { first: 0x0100, count: 0x20 },
    ],
    registers: {
      state: { address: 0x0000, type: "uint16", point: "state" },
      fault: { address: 0x0001, type: "bits", bit: 0, point: "fault" },
      glueAlarm: { address: 0x0001, type: "bits", bit: 1, point: "alarm.glue" },
      tapeAlarm: { address: 0x0001, type: "bits", bit: 2, point: "alarm.tape" },
      airAlarm: { address: 0x0001, type: "bits", bit: 3, point: "alarm.air" },
      feed: { address: 0x0002, type: "float32", point: "speed.feed" },
      glue: { address: 0x0004, ...TENTHS, point: "temperature.glue" },
      glueSetpoint: { address: 0x0005, ...TENTHS, point: "temperature.glue.sp" },
      premill: { address: 0x0006, type: "float32", point: "current.premill" },
      press: { address: 0x0008, type: "float32", point: "pressure.press" },
      heaterDuty: { address: 0x000a, type: "uint16", scale: 10, point: "output.heating" },
      roller: { address: 0x000b, ...TENTHS, point: "temperature.roller" },
      trim: { address: 0x000c, type: "float32", point: "current.trim" },
      glueWeight: { address: 0x000e, type: "uint16", scale: 100, point: "weight.glue" },
      glueUse: { address: 0x000f, type: "uint16", scale: 10, point: "consumption.glue" },
      panelsOut: { address: 0x0010, ...COUNT, point: "output.total" },
      panelsIn: { address: 0x0012, ...COUNT, point: "pieces.in" },
      edgeLength: { address: 0x0014, ...COUNT, scale: 10, point: "length.edge" },
      glueUsed: { address: 0x0016, ...COUNT, scale: 100, point: "weight.glue.used" },
      serial: { address: 0x0100, ...TEXT, registers: 8, serial: true },
      model: { address: 0x0108, ...TEXT, registers: 8, constant: "SIM-EB-DE20" },
      firmware: { address: 0x0110, ...TEXT, registers: 4, constant: "V2.3" },
    },
  },
});
