// A block of float32 values for bench loads, in nobody's likeness: FC 03 and 04, value n in registers 2n and 2n+1,
// high word first. All values change every second:
//   value(unit, n, second) = 200 + ((7·second + 13·n + 101·unit) mod 1000) / 10, rounded to float32
// so a reader can tell which second it was given, and that no value is of another unit or place. The second comes as
// the point `clock.second` (s since the epoch, whole); values are encoded once when it changes, never per read.
// It has no serial number.

import type { RegisterField } from "../servers/register-field.ts";
import { RegisterImage } from "../servers/register-image.ts";
import type { Product } from "./product.ts";

/** Before rounding to float32. */
export function floatBlockValue(unit: number, n: number, second: number): number {
  return 200 + ((7 * second + 13 * n + 101 * unit) % 1000) / 10;
}

/** @param values how many, 1 to 1000. */
export function floatBlock(values: number): Product {
  const names = Array.from({ length: values }, (_, n) => `value${n}`);
  const fields = Object.fromEntries(
    names.map((name, n): [string, RegisterField] => [name, { address: 2 * n, type: "float32" }]),
  );
  const spans = [{ first: 0, count: 2 * values }];
  return {
    maker: "Lineproof simulator",
    model: `SIM-FLOAT-${values}`,
    name: { zh: `${values} 个浮点数`, en: `block of ${values} floats` },
    points: ["clock.second"],
    rollovers: {},
    create: ({ unit }) => {
      const image = new RegisterImage<string>({ spans, fields });
      const read = (address: number, count: number) => image.read(address, count);
      let encoded: number | undefined;
      return {
        device: {
          unit,
          identification: {
            vendorName: "Lineproof simulator",
            productCode: `SIM-FLOAT-${values} block of floats (simulated)`,
            revision: "1.0",
          },
          readHolding: read,
          readInput: read,
        },
        publish: (shown) => {
          const second = Number(shown("clock.second"));
          if (second === encoded) return;
          encoded = second;
          names.forEach((name, n) => {
            image.set(name, floatBlockValue(unit, n, second));
          });
        },
      };
    },
  };
}
