// No factory: one Modbus device of 1000 float32 values, all of which change every second, to load gateways with.
// Every value says which second it belongs to (devices/float-block.ts).

import type { Plant } from "../plant/plant.ts";
import { alwaysWork } from "../plant/work-schedule.ts";
import type { LineFactory } from "./line.ts";

const POINT = "block.clock.second";

export const createFloatLoad: LineFactory = ({ now }) => {
  const second = (): number => Math.floor(now() / 1000);
  const plant: Plant = {
    points: [POINT],
    step: () => undefined,
    value: (point) => {
      if (point === POINT) return second();
      throw new RangeError(`没有测点 ${point} · no point ${point}`);
    },
    truth: () => ({
      state: "running",
      work: alwaysWork.at(now()).kind,
      order: null,
      product: null,
    }),
    summary: () => ({
      state: { zh: "运行", en: "running" },
      product: "",
      output: { value: second(), unit: "SEC" },
      powerKw: 0,
    }),
    takeEvents: () => [],
    retained: () => ({}),
    restore: () => undefined,
  };
  return {
    plant,
    exposure: {
      modbus: [{ unit: 1, product: "float-block", equipment: "block" }],
      opcua: null,
    },
  };
};
