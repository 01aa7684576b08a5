// The PLC of an edge bander: a register map of our own in the manner of small Chinese PLCs (Inovance H-series: D
// registers as holding registers, FC 03; domain reference A2, "Data path"). No maker's map is copied.
//
//   0x0000  state           uint16   0 stopped · 1 heating · 2 waiting · 3 banding · 4 fault
//   0x0001  status          bits     0 fault · 1 glue temperature alarm
//   0x0002  feed            float32  m/min, CDAB
//   0x0004  glue            int16    0.1 °C
//   0x0005  glue setpoint   int16    0.1 °C
//   0x0006  pre-mill        float32  A, CDAB
//   0x0008  press air       float32  bar, CDAB
//   0x000A  heater duty     uint16   0.1 %
//   0x0010  panels out      uint32   CDAB
//   0x0012  panels in       uint32   CDAB
//   0x0014  edge length     uint32   0.1 m, CDAB
//   0x0100  serial number   16 characters, BADC · 0x0108 model, 16 · 0x0110 firmware, 8

import { modbusException } from "../servers/register-device.ts";
import { PlcImage } from "./edge-bander-image.ts";
import { numberOf, type Product } from "./product.ts";

const FIELDS = {
  state: { address: 0x0000, type: "uint16" },
  status: { address: 0x0001, type: "uint16" },
  feed: { address: 0x0002, type: "float32" },
  glue: { address: 0x0004, type: "int16", scale: 10 },
  glueSetpoint: { address: 0x0005, type: "int16", scale: 10 },
  premill: { address: 0x0006, type: "float32" },
  press: { address: 0x0008, type: "float32" },
  heaterDuty: { address: 0x000a, type: "uint16", scale: 10 },
  panelsOut: { address: 0x0010, type: "uint32" },
  panelsIn: { address: 0x0012, type: "uint32" },
  edgeLength: { address: 0x0014, type: "uint32", scale: 10 },
} as const;

const STATUS_FAULT = 1 << 0;
const STATUS_GLUE_ALARM = 1 << 1;

const POINTS = {
  state: "state",
  feed: "speed.feed",
  glue: "temperature.glue",
  glueSetpoint: "temperature.glue.sp",
  premill: "current.premill",
  press: "pressure.press",
  heaterDuty: "output.heating",
  panelsOut: "output.total",
  panelsIn: "pieces.in",
  edgeLength: "length.edge",
} as const satisfies Partial<Record<keyof typeof FIELDS, string>>;

const shownRegisters = Object.entries(POINTS) as readonly [keyof typeof POINTS, string][];

/** Serial number: printable ASCII, at most 16 characters. */
export const edgeBander: Product = {
  maker: "Lineproof simulator",
  model: "SIM-EB-DE20",
  name: { zh: "封边机 PLC", en: "PLC of an edge bander" },
  points: [...Object.values(POINTS), "fault", "alarm.glue"],
  create: ({ unit, serial = "" }) => {
    const image = new PlcImage({
      spans: [
        { first: 0x0000, count: 0x20 },
        { first: 0x0100, count: 0x20 },
      ],
      fields: FIELDS,
      texts: [
        { address: 0x0100, registers: 8, text: serial },
        { address: 0x0108, registers: 8, text: "SIM-EB-DE20" },
        { address: 0x0110, registers: 4, text: "V2.3" },
      ],
    });
    return {
      device: {
        unit,
        identification: {
          vendorName: "Lineproof simulator",
          productCode: "SIM-EB-DE20 edge bander PLC (simulated)",
          revision: "2.3",
        },
        readHolding: (address, count) => image.read(address, count),
        // D registers are holding registers; the PLC has no input registers.
        readInput: () => modbusException.illegalFunction,
      },
      publish: (shown) => {
        const bit = (name: string, mask: number): number => (shown(name) === true ? mask : 0);
        image.set("status", bit("fault", STATUS_FAULT) | bit("alarm.glue", STATUS_GLUE_ALARM));
        for (const [register, point] of shownRegisters) image.set(register, numberOf(shown, point));
      },
    };
  },
};
