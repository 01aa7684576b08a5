// Omron E5CC temperature controller, two-byte mode: FC 03, one int16 per value, one decimal.
// Addresses: domain reference E.2. Status bits: communications manual, "Status details" (bit 8 control
// output heating, bit 12 alarm 1). Serial number: invented place, see register-product.ts.

import { INVENTED_SERIAL, INVENTED_SERIAL_SPAN, registerProduct } from "./register-product.ts";

const TENTHS = { type: "int16", scale: 10 } as const;
const heats = { from: ["output.heating"], value: (percent = 0) => (percent > 0 ? 1 : 0) };

export const e5cc = registerProduct({
  maker: "Omron",
  model: "E5CC",
  name: { zh: "温控器", en: "temperature controller" },
  productCode: "E5CC (simulated, not Omron)",
  revision: "1.0",
  holding: {
    spans: [
      { first: 0x2000, count: 6 },
      { first: 0x2103, count: 2 },
      { first: 0x2402, count: 1 },
      { first: 0x2406, count: 1 },
      INVENTED_SERIAL_SPAN,
    ],
    registers: {
      processValue: { address: 0x2000, ...TENTHS, point: "temperature.pv" },
      heating: { address: 0x2001, type: "bits", bit: 8, ...heats },
      alarm1: { address: 0x2001, type: "bits", bit: 12, point: "alarm.1" },
      internalSetpoint: { address: 0x2002, ...TENTHS, point: "temperature.sp" },
      heaterCurrent: { address: 0x2003, ...TENTHS, point: "current.heater" },
      /** 0.1 %: 1000 is full output. */
      outputHeating: { address: 0x2004, ...TENTHS, point: "output.heating" },
      outputCooling: { address: 0x2005, ...TENTHS, constant: 0 },
      setpoint: { address: 0x2103, ...TENTHS, point: "temperature.sp" },
      alarmValue1: { address: 0x2104, ...TENTHS, point: "alarm.1.limit" },
      processValueMonitor: { address: 0x2402, ...TENTHS, point: "temperature.pv" },
      heatingMonitor: { address: 0x2406, type: "bits", bit: 8, ...heats },
      alarm1Monitor: { address: 0x2406, type: "bits", bit: 12, point: "alarm.1" },
      serial: INVENTED_SERIAL,
    },
  },
});
