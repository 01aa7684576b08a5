// Omron E5CC temperature controller, two-byte mode: FC 03, one int16 per value, one decimal.
// Addresses: domain reference E.2. Status bits: communications manual, "Status details" (bit 8 control
// output heating, bit 12 alarm 1).
// The product tells no serial number on this map. Where a plant gives one, the simulated controller shows
// it as ASCII in eight registers from 0x2600: invented here, for the identity of simulated equipment only.

import { modbusException } from "../servers/register-device.ts";
import { RegisterImage } from "../servers/register-image.ts";
import { createNameplate } from "./nameplate.ts";
import { numberOf, type Product, type Shown } from "./product.ts";

const TENTHS = { type: "int16", scale: 10 } as const;

const MAP = {
  spans: [
    { first: 0x2000, count: 6 },
    { first: 0x2103, count: 2 },
    { first: 0x2402, count: 1 },
    { first: 0x2406, count: 1 },
  ],
  fields: {
    processValue: { address: 0x2000, ...TENTHS },
    status: { address: 0x2001, type: "uint16" },
    internalSetpoint: { address: 0x2002, ...TENTHS },
    heaterCurrent: { address: 0x2003, ...TENTHS },
    /** 0.1 %: 1000 is full output. */
    outputHeating: { address: 0x2004, ...TENTHS },
    outputCooling: { address: 0x2005, ...TENTHS },
    setpoint: { address: 0x2103, ...TENTHS },
    alarmValue1: { address: 0x2104, ...TENTHS },
    processValueMonitor: { address: 0x2402, ...TENTHS },
    statusMonitor: { address: 0x2406, type: "uint16" },
  },
} as const;

const STATUS_HEATING = 1 << 8;
const STATUS_ALARM_1 = 1 << 12;

export const e5cc: Product = {
  maker: "Omron",
  model: "E5CC",
  name: { zh: "温控器", en: "temperature controller" },
  points: [
    "temperature.pv",
    "temperature.sp",
    "output.heating",
    "current.heater",
    "alarm.1",
    "alarm.1.limit",
  ],
  create: ({ unit, serial }) => {
    const image = new RegisterImage<keyof typeof MAP.fields>(MAP);
    const plate = serial === undefined ? undefined : createNameplate(0x2600, 8, serial);
    return {
      device: {
        unit,
        identification: {
          vendorName: "Lineproof simulator",
          productCode: "E5CC (simulated, not Omron)",
          revision: "1.0",
        },
        readHolding: (address, count) =>
          plate?.covers(address) === true ? plate.read(address, count) : image.read(address, count),
        // The product knows FC 03 only.
        readInput: () => modbusException.illegalFunction,
      },
      publish: (shown) => publish(image, shown),
    };
  },
};

function publish(image: RegisterImage<keyof typeof MAP.fields>, shown: Shown): void {
  const output = numberOf(shown, "output.heating");
  const status =
    (output > 0 ? STATUS_HEATING : 0) | (shown("alarm.1") === true ? STATUS_ALARM_1 : 0);
  const processValue = numberOf(shown, "temperature.pv");
  const setpoint = numberOf(shown, "temperature.sp");
  image.set("processValue", processValue);
  image.set("processValueMonitor", processValue);
  image.set("status", status);
  image.set("statusMonitor", status);
  image.set("internalSetpoint", setpoint);
  image.set("setpoint", setpoint);
  image.set("heaterCurrent", numberOf(shown, "current.heater"));
  image.set("outputHeating", output);
  image.set("alarmValue1", numberOf(shown, "alarm.1.limit"));
}
