// What happens to clocks, and to the host of the gateway.
import { expect, test } from "vitest";
import { FaultRun, RUN_BEGIN } from "./fault-test-run.ts";

const HOUR = 3_600_000;

test("a clock that runs fast is ahead by what it gained, and is set right at the end", () => {
  const run = new FaultRun([
    "{ kind: controller-clock-skew, perDay: 24s, after: 1h, for: 10h }",
    "{ kind: gateway-clock-skew, perDay: -48s, offset: -3m }",
  ]);
  const at = (hours: number) => {
    run.to(hours * HOUR, 1000);
    return [run.deck.plant(), run.deck.host()];
  };
  const clock = (offsetMs: number) => [{ kind: "clock", offsetMs }];
  expect(at(1)).toEqual([clock(0), clock(-182_000)]);
  expect(at(6)).toEqual([clock(5000), clock(-192_000)]);
  expect(at(11)).toEqual([[], clock(-202_000)]);
});

test("a clock that jumps is off at once, and back at the end", () => {
  const run = new FaultRun([
    "{ kind: controller-clock-jump, by: 1h, after: 1s, for: 1s }",
    "{ kind: gateway-clock-jump, by: -90s, after: 1s, for: 1s }",
  ]);
  const seen = [900, 1000, 1900, 2000].map((at) => {
    run.to(at);
    return [run.deck.plant(), run.deck.host()];
  });
  const off = [[{ kind: "clock", offsetMs: HOUR }], [{ kind: "clock", offsetMs: -90_000 }]];
  expect(seen).toEqual([[[], []], off, off, [[], []]]);
});

test("a clock without battery begins at its instant at each boot, and runs", () => {
  const entry =
    '{ kind: gateway-dead-bios-clock, bootTime: "2015-01-01T08:00:00+08:00", after: 1h, for: 10m, every: 2h }';
  const run = new FaultRun([entry]);
  const bootTime = Date.UTC(2015, 0, 1);
  for (const boot of [1, 3, 5]) {
    run.to(boot * HOUR, 1000);
    const offsetMs = bootTime - (RUN_BEGIN + boot * HOUR);
    expect(run.deck.host()).toEqual([{ kind: "dead-bios-clock", bootTime, offsetMs }]);
    run.to(boot * HOUR + 599_000, 1000);
    expect(run.deck.host()).toEqual([{ kind: "dead-bios-clock", bootTime, offsetMs }]);
    run.to(boot * HOUR + 600_000, 1000);
    expect(run.deck.host()).toEqual([]);
  }
});

test("an outage of hours, a full disk, a power cut and a clone are told together, each in its time", () => {
  const run = new FaultRun([
    "{ kind: gateway-network-outage, after: 1h, for: 13h }",
    "{ kind: gateway-disk-full, after: 2h, for: 1h }",
    "{ kind: gateway-power-cut, after: 2h, for: 5m }",
    "{ kind: gateway-cloned-image, after: 14h }",
  ]);
  const kinds = [0.5, 1, 2, 2.5, 3, 13.9, 14, 20].map((hours) =>
    run
      .to(hours * HOUR, 1000)
      .deck.host()
      .map(({ kind }) => kind)
      .join(" "),
  );
  expect(kinds).toEqual([
    "",
    "network-outage",
    "network-outage disk-full power-cut",
    "network-outage disk-full",
    "network-outage",
    "network-outage",
    "cloned-image",
    "cloned-image",
  ]);
  expect([run.deck.plant(), run.deck.cable("modbus")]).toEqual([[], { kind: "whole" }]);
});
