// Last values, links, latency and what listeners hear.
import { expect, test } from "vitest";
import { lineModelSchema } from "#contracts/line-model.ts";
import type { LiveEvent, LogLedger } from "#contracts/live.ts";
import type { Sample, ScanRecord } from "#contracts/record.ts";
import type { Value } from "#contracts/value.ts";
import { LastValues } from "./last-values.ts";
import { LatencyWindow } from "./latency-window.ts";
import { Links } from "./links.ts";
import { LiveBoard } from "./live-board.ts";

const text = { zh: "a", en: "a" };
const signal = (id: string, scanGroup: string) => ({
  id,
  name: text,
  unit: "C62",
  class: "PV",
  required: true,
  scanGroup,
  purpose: id,
  gateway: "g",
});
const model = lineModelSchema.parse({
  format: "lineproof/line-model/1",
  site: {
    id: "s",
    name: text,
    cluster: "c",
    timeZone: "Asia/Shanghai",
    productionDayStart: "08:00",
    simulated: true,
  },
  firm: { name: text, creditCode: "91131000MA0000000X" },
  calendar: { shifts: [{ id: "d", name: text, start: "08:00", end: "20:00", weekdays: [1] }] },
  lines: [
    {
      id: "l",
      name: text,
      profile: "p",
      stages: [{ id: "p", name: text, key: true }],
      equipment: [
        {
          id: "e",
          name: text,
          stage: "p",
          maker: "",
          model: "",
          serial: "",
          digital: true,
          scanGroups: [
            { id: "fast", intervalMs: 200 },
            { id: "slow", intervalMs: 5_000 },
          ],
          signals: [signal("a", "fast"), signal("b", "fast"), signal("c", "slow")],
        },
      ],
    },
  ],
});

const sample = (id: string, sourceTime: number, value: Value): Sample => ({
  signal: id,
  sourceTime,
  kind: "int",
  value,
  status: 0,
  flag: "N",
});
const scan = (gatewayTime: number, scanGroup: string, ...samples: Sample[]): ScanRecord => ({
  kind: "scan",
  gatewayTime,
  equipment: "e",
  scanGroup,
  samples,
});
const shown = (values: LastValues) =>
  Object.fromEntries(
    values
      .all()
      .map(({ signal: id, value, sourceTime, readTime, stale }) => [
        id,
        { value, sourceTime, readTime, stale },
      ]),
  );

test("a scan without a signal of its group says that it was read again: its read time moves, not its source time", () => {
  const values = new LastValues(model);
  values.scan(scan(100, "fast", sample("a", 100, 1), sample("b", 90, 2)), false);
  values.scan(scan(300, "fast", sample("a", 300, 5)), false);
  expect(shown(values)).toEqual({
    a: { value: 5, sourceTime: 300, readTime: 300, stale: false },
    b: { value: 2, sourceTime: 90, readTime: 300, stale: false },
  });
});

test("a birth's value is shown and stale until a scan of its own group comes", () => {
  const values = new LastValues(model);
  const born = (id: string, sourceTime: number | null) => ({
    signal: id,
    sourceTime,
    value: 7,
    status: 0,
    flag: "N" as const,
  });
  values.birth("e", [born("a", 50), born("b", null), born("c", 60)]);
  values.scan(scan(100, "fast"), false);
  expect(shown(values)).toEqual({
    a: { value: 7, sourceTime: 50, readTime: 100, stale: false },
    c: { value: 7, sourceTime: 60, readTime: 60, stale: true },
  });
});

test("a historical record fills what is older and never overwrites what is newer", () => {
  const values = new LastValues(model);
  values.scan(scan(100, "fast", sample("a", 100, 1)), false);
  values.scan(scan(40, "fast", sample("a", 40, 9), sample("b", 40, 9)), true);
  expect(shown(values)).toMatchObject({
    a: { value: 1, sourceTime: 100, readTime: 100 },
    b: { value: 9, sourceTime: 40 },
  });
});

test("a lost link makes values stale and keeps their times", () => {
  const values = new LastValues(model);
  values.scan(scan(100, "fast", sample("a", 100, 1)), false);
  values.stale("e");
  expect(shown(values)).toEqual({ a: { value: 1, sourceTime: 100, readTime: 100, stale: true } });
});

test("64-bit integers and bytes are shown as text", () => {
  const values = new LastValues(model);
  values.scan(
    scan(1, "fast", sample("a", 1, 2n ** 60n), sample("b", 1, Uint8Array.of(1, 255))),
    false,
  );
  expect(shown(values)).toMatchObject({
    a: { value: "1152921504606846976" },
    b: { value: "01ff" },
  });
});

test("links keep since when they are as they are", () => {
  const links = new Links(model, 1);
  links.born("g", 10);
  links.device("g", "e", true, 11);
  links.device("g", "e", true, 12);
  expect(links.all()).toEqual([
    {
      gateway: "g",
      online: true,
      since: 10,
      devices: [{ equipment: "e", online: true, since: 11 }],
    },
  ]);
  links.born("g", 20);
  expect(links.all()[0]).toMatchObject({ since: 10, devices: [{ online: false, since: 20 }] });
});

test("without a broker nothing is known of a gateway; with it again, who stays away is offline", () => {
  const links = new Links(model, 1);
  links.born("g", 10);
  links.takeChanges();
  links.brokerLost(20);
  expect(links.takeChanges()).toMatchObject([{ online: false, since: 20, unknown: "broker" }]);
  links.brokerBack();
  const [back] = links.takeChanges();
  expect(back).toMatchObject({ online: false, since: 20 });
  expect(back).not.toHaveProperty("unknown");
  links.brokerLost(30);
  links.born("g", 40);
  expect(links.all()[0]).not.toHaveProperty("unknown");
});

test("what the line model lists and never came is offline, since the first birth of its gateway", () => {
  const links = new Links(model, 5);
  const device = { equipment: "e", online: false };
  const gateway = { gateway: "g", online: false, since: 5 };
  expect(links.all()).toEqual([{ ...gateway, devices: [{ ...device, since: 5 }] }]);
  expect(links.takeChanges()).toEqual([]);
  links.born("g", 10);
  const born = { gateway: "g", online: true, since: 10, devices: [{ ...device, since: 10 }] };
  expect(links.takeChanges()).toEqual([born]);
  // Later births tell nothing new of it.
  links.born("g", 20);
  expect(links.all()).toEqual([born]);
  links.died("g", 30);
  links.born("g", 40);
  expect(links.all()[0]?.devices).toEqual([{ ...device, since: 10 }]);
  links.device("g", "e", true, 41);
  links.device("g", "unlisted", true, 42);
  expect(links.all()[0]?.devices).toEqual([
    { equipment: "e", online: true, since: 41 },
    { equipment: "unlisted", online: true, since: 42 },
  ]);
});

test("latency percentiles are by nearest rank over the newest records", () => {
  const window = new LatencyWindow();
  expect(window.percentiles()).toBeNull();
  for (let i = 1; i <= 100; i++) window.add(i);
  expect(window.percentiles()).toEqual({ p50: 50, p99: 99 });
  for (let i = 0; i < 4096; i++) window.add(7);
  expect(window.percentiles()).toEqual({ p50: 7, p99: 7 });
});

test("listeners hear changes at most ten times a second, a broken one disturbs nobody", () => {
  const values = new LastValues(model);
  const ledgers: LogLedger[] = [];
  const notices: string[] = [];
  const board = new LiveBoard(
    [
      {
        site: "s",
        values,
        links: new Links(model, 0),
        latency: new LatencyWindow(),
        ledger: () => ledgers,
      },
    ],
    ({ message }) => notices.push(message),
  );
  const heard: LiveEvent[] = [];
  board.subscribe(() => {
    throw new Error("broken");
  });
  const stop = board.subscribe((event) => heard.push(event));
  for (let now = 0; now < 1_000; now += 10) {
    values.scan(scan(now, "fast", sample("a", now, now)), false);
    board.flush(now);
  }
  expect(heard).toHaveLength(10);
  expect(heard[0]).toMatchObject({ kind: "values", site: "s", values: [{ signal: "a" }] });
  expect(notices[0]).toContain("broken");
  stop();
  values.scan(scan(5_000, "fast", sample("a", 1, 1)), false);
  board.flush(5_000);
  expect(heard).toHaveLength(10);
});
