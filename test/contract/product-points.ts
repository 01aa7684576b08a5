// Points for every product, standing still: a meter and a temperature zone of the plants' own making, and numbers that
// can be told apart. The values stand at one instant, so peers can be compared with them.

import { productIds, products } from "#simulators/devices/registry.ts";
import { controllerPoints } from "#simulators/plant/controller-points.ts";
import { meterPoints } from "#simulators/plant/meter-points.ts";
import { EnergyMeter } from "#simulators/plant/meter-reading.ts";
import type { PointValue } from "#simulators/plant/plant.ts";
import { type ModbusUnit, openUnits } from "#simulators/wire/modbus-units.ts";

/** 2023-11-14 22:13:20 UTC. */
export const SECOND = 1_700_000_000;

/** Each product once, unit ids from 1 in the order of the registry. */
export const everyProduct: readonly ModbusUnit[] = productIds.map((product, n) => ({
  unit: n + 1,
  product,
  equipment: `unit-${n + 1}`,
  serial: "26010001",
}));

const meter = new EnergyMeter(123_456.789);
meter.step(
  1000,
  [
    { activeW: 3123.4, reactiveVar: 400 },
    { activeW: 4000, reactiveVar: 3000 },
    { activeW: 5050.5, reactiveVar: 600 },
  ],
  [230.04, 231.16, 229.38],
  50.0149,
);

const computed = {
  ...meterPoints(() => meter.reading()),
  ...controllerPoints(() => ({
    temperatureC: 228.9,
    processValueC: 228.74,
    setpointC: 230,
    output: 0.4567,
    heaterW: 8200,
    heaterA: 11.86,
    alarm: false,
    deviationAlarmC: 10,
  })),
};

const constants: Readonly<Record<string, PointValue>> = {
  "gas.flow": 78.25,
  "gas.total": 415_000.37,
  "gas.pressure": 121.5,
  "gas.temperature": -3.5,
  state: 3,
  fault: false,
  "alarm.glue": true,
  "speed.feed": 20.01,
  "temperature.glue": 189.4,
  "temperature.glue.sp": 190,
  "current.premill": 2.5,
  "pressure.press": 3.6,
  "output.total": 74_565,
  "pieces.in": 74_567,
  "length.edge": 123_456.7,
  "alarm.tape": false,
  "alarm.air": true,
  "alarm.filter": false,
  "temperature.roller": 187.9,
  "current.trim": 3.25,
  "weight.glue": 8.76,
  "consumption.glue": 181.4,
  "weight.glue.used": 70_000.5,
  running: true,
  "power.fan": 54.37,
  "pressure.filter": 1039,
  "count.pulse": 70_000,
  "clock.second": SECOND,
  integer: 4827,
  negative: -3517,
  decimal: 19.8765,
  on: true,
};

/** Digital inputs 1, 4, 7, 10, 13, 16 are on; analog input n carries 4 + n·1.234 mA. */
function inputValue(product: string, n: number): PointValue {
  return product === "digital-inputs" ? n % 3 === 1 : 4 + n * 1.234;
}

export function pointValue(product: string, point: string): PointValue {
  const input = /^input\.(\d+)$/.exec(point);
  if (input !== null) return inputValue(product, Number(input[1]));
  const value = constants[point] ?? computed[point]?.();
  if (value === undefined) throw new RangeError(`no point ${point}`);
  return value;
}

/** All products, showing their points. */
export function openEveryProduct() {
  const points = everyProduct.flatMap(({ product, equipment }) =>
    products[product].points.map((point) => `${equipment}.${point}`),
  );
  const units = openUnits(everyProduct, points);
  const productOf = new Map(everyProduct.map(({ equipment, product }) => [equipment, product]));
  units.publish((point) => {
    const dot = point.indexOf(".");
    return pointValue(productOf.get(point.slice(0, dot)) ?? "", point.slice(dot + 1));
  });
  return units.devices;
}
