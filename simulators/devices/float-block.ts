// A block of float32 values for bench loads, in nobody's likeness: FC 03 and 04, value n in registers 2n and 2n+1,
// high word first. All values change every second:
//   value(unit, n, second) = 200 + ((7·second + 13·n + 101·unit) mod 1000) / 10, rounded to float32
// so a reader can tell which second it was given, and that no value is of another unit or place. The second comes as
// the point `clock.second` (s since the epoch, whole); values are encoded once when it changes, never per read.

import type { Product } from "./product.ts";
import { type ProductRegister, registerProduct } from "./register-product.ts";

/** Before rounding to float32. */
export function floatBlockValue(unit: number, n: number, second: number): number {
  return 200 + ((7 * second + 13 * n + 101 * unit) % 1000) / 10;
}

/** @param values how many, 1 to 1000. */
export function floatBlock(values: number): Product {
  const product = (unit: number) => {
    const registers = Object.fromEntries(
      Array.from({ length: values }, (_, n): [string, ProductRegister] => [
        `value${n}`,
        {
          address: 2 * n,
          type: "float32",
          from: ["clock.second"],
          value: (second = 0) => floatBlockValue(unit, n, second),
        },
      ]),
    );
    const map = { spans: [{ first: 0, count: 2 * values }], registers };
    return registerProduct({
      maker: "Lineproof simulator",
      model: `SIM-FLOAT-${values}`,
      name: { zh: `${values} 个浮点数`, en: `block of ${values} floats` },
      productCode: `SIM-FLOAT-${values} block of floats (simulated)`,
      revision: "1.0",
      holding: map,
      input: map,
    });
  };
  return {
    ...product(0),
    create: (options) => {
      const { device, publish } = product(options.unit).create(options);
      let encoded: unknown;
      return {
        device,
        publish: (shown) => {
          const second = shown("clock.second");
          if (second === encoded) return;
          encoded = second;
          publish(() => second);
        },
      };
    },
  };
}
