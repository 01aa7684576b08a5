// Yudian AI-518/708 temperature controller, Modbus: FC 03, int16; the parameter code is the register number.
// Addresses: domain reference E.2; process value at 0x4A from the newer map [R].
// Raw numbers carry the decimals that dPt (0x0C) says: raw = value × 10^dPt, and where 128 is added to dPt the
// reader divides by 10 once more: dPt 1 is tenths, dPt 129 hundredths. Beyond int16 (327.67 in hundredths) a
// value stands at its limit.
// 0x4C: output in % in the low byte, alarm bits in the high byte (bit 2: deviation alarm), the order in which
// AIBUS sends them [R]. Settings that no point feeds are constants, invented as a commissioned instrument has
// them (K thermocouple, 0-1300 °C). Serial number: invented place, see register-product.ts.

import type { Product } from "./product.ts";
import {
  INVENTED_SERIAL,
  INVENTED_SERIAL_SPAN,
  type ProductRegister,
  registerProduct,
} from "./register-product.ts";

const DIVIDE_ONCE_MORE = 128;

/** @param dPt decimals 0 to 3, plus 128 or not. */
export function yudianAi(dPt: number): Product {
  const decimals = dPt >= DIVIDE_ONCE_MORE ? dPt - DIVIDE_ONCE_MORE + 1 : dPt;
  const scale = 10 ** decimals;
  const shows = (address: number, point: string): ProductRegister => ({
    address,
    type: "int16",
    scale,
    point,
  });
  const limit = (address: number, constant: number): ProductRegister => ({
    address,
    type: "int16",
    scale,
    constant,
  });
  const setting = (address: number, constant: number): ProductRegister => ({
    address,
    type: "int16",
    constant,
  });
  return registerProduct({
    maker: "Yudian",
    model: "AI-518",
    name: { zh: "温控器", en: "temperature controller" },
    productCode: "AI-518 (simulated, not Yudian)",
    revision: "1.0",
    holding: {
      spans: [{ first: 0x0000, count: 0x0f }, { first: 0x004a, count: 3 }, INVENTED_SERIAL_SPAN],
      registers: {
        SV: shows(0x00, "temperature.sp"),
        HIAL: limit(0x01, 320),
        LoAL: limit(0x02, -99),
        dHAL: shows(0x03, "alarm.1.limit"),
        dLAL: shows(0x04, "alarm.1.limit"),
        AHYS: limit(0x05, 1),
        CtrL: setting(0x06, 1),
        P: limit(0x07, 25),
        I: setting(0x08, 240),
        d: setting(0x09, 600),
        CtI: setting(0x0a, 10),
        InP: setting(0x0b, 0),
        dPt: setting(0x0c, dPt),
        ScL: limit(0x0d, 0),
        ScH: limit(0x0e, 1300),
        PV: shows(0x4a, "temperature.pv"),
        setpoint: shows(0x4b, "temperature.sp"),
        output: { address: 0x4c, type: "bits", bit: 0, width: 8, point: "output.heating" },
        alarm: { address: 0x4c, type: "bits", bit: 10, point: "alarm.1" },
        serial: INVENTED_SERIAL,
      },
    },
  });
}
