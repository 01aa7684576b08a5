import { expect, test } from "vitest";
import { parse } from "yaml";
import type { PointValue } from "../plant/plant.ts";
import { checkFaults } from "./check-faults.ts";
import type { Listener } from "./fault.ts";
import { faultSchema } from "./registry.ts";

const values: Readonly<Record<string, PointValue>> = { "a.pv": 1, "a.on": true, "a.order": "M-7" };
const there = {
  points: new Set(Object.keys(values)),
  units: new Set([1, 11]),
  listeners: new Set<Listener>(["modbus"]),
  value: (point: string): PointValue => values[point] ?? 0,
};
const plans = (...entries: string[]) => entries.map((entry) => faultSchema.parse(parse(entry)));

test("all problems at once, each with its path", () => {
  const problems = checkFaults(
    plans(
      "{ kind: sensor-drift, point: a.pv, perHour: 1 }",
      "{ kind: sensor-drift, point: a.gone, perHour: 1 }",
      "{ kind: sensor-noise, point: a.on, sigma: 1 }",
      "{ kind: wire-break, point: a.pv, value: false }",
      "{ kind: wire-break, point: a.order, value: 3 }",
      "{ kind: illegal-register, unit: 7, address: 0 }",
      "{ kind: cable-pulled, listener: opcua }",
      "{ kind: foreign-master, unit: 11 }",
      "{ kind: opcua-down }",
    ),
    there,
  );
  expect(problems).toEqual([
    "faults[1].point: a.gone 不是线上可见的测点 · is no point that goes out on a wire",
    "faults[2].point: a.on 是布尔 Boolean,此故障只能用于 · this fault acts only on: 数值 number",
    "faults[3].point: a.pv 是数值 number,此故障只能用于 · this fault acts only on: 布尔 Boolean",
    "faults[4].point: a.order 是文本 text,此故障只能用于 · this fault acts only on: 数值 number",
    "faults[5].unit: 没有单元号 7 的设备 · there is no device with unit id 7",
    "faults[6].listener: 需要监听 opcua · needs listen: opcua",
    "faults[7].kind: 需要监听 rtu-over-tcp / rtu · needs listen: rtu-over-tcp or rtu",
    "faults[7].unit: 单元号 11 是本产线的设备,请用别的号 · unit id 11 is a device of this line, choose another",
    "faults[8].kind: 需要监听 opcua · needs listen: opcua",
  ]);
});

test("a stuck value and a broken digital input make sense for other types", () => {
  const fine = plans(
    "{ kind: sensor-stuck, point: a.on }",
    "{ kind: sensor-stuck, point: a.order }",
    "{ kind: wire-break, point: a.on, value: false }",
    "{ kind: device-restart, unit: 11, for: 5s }",
    "{ kind: gateway-disk-full }",
    "{ kind: power-cut }",
  );
  expect(checkFaults(fine, there)).toEqual([]);
});

test("without the plant's values types are not checked", () => {
  const { value: _, ...blind } = there;
  const drift = plans("{ kind: sensor-drift, point: a.on, perHour: 1 }");
  expect([checkFaults(drift, blind).length, checkFaults(drift, there).length]).toEqual([0, 1]);
});
