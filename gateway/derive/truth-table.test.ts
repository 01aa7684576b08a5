import { expect, test } from "vitest";
import { status } from "#contracts/quality.ts";
import { datatypes } from "#contracts/sparkplug-datatype.ts";
import { checkDerivation } from "./declared-derivation.ts";
import { problemsOf, Running, startTime } from "./test-derivation.ts";

const lights = {
  kind: "truth-table",
  from: ["red", "green"],
  rows: [
    { when: { red: true }, state: 4 },
    { when: { red: false, green: true }, state: 3 },
  ],
};
const blinking = {
  ...lights,
  rows: [...lights.rows, { when: { red: "blinking" }, state: 5 }],
  blink: { inputs: ["red", "green"], periodMs: 1_000 },
};
const unlisted = { kind: "null", value: null, status: status.badConfiguration };

test("the first row that fits; a combination without a row is bad and said once", () => {
  const table = new Running(lights);
  expect(table.value(0, true, false)).toBe(4);
  expect(table.value(0, true, true)).toBe(4);
  expect(table.value(0, false, true)).toBe(3);
  expect(table.at(0, false, false)).toEqual(unlisted);
  expect(table.at(1, false, false)).toEqual(unlisted);
  expect(table.said).toEqual([expect.stringMatching(/no row for red=false green=false/)]);
});

/** Scans every 250 ms; gives the states and the source times, from the start of the run. */
function watch(seconds: number, red: (at: number) => boolean, green: (at: number) => boolean) {
  const table = new Running(blinking);
  return Array.from({ length: seconds * 4 }, (_, n) => {
    const at = n * 250;
    const { value, status: code, sourceTime } = table.at(at, red(at), green(at));
    return {
      at,
      state: code === 0 ? value : code,
      since: (sourceTime ?? startTime + at) - startTime,
    };
  });
}

test("nothing is said before a lamp was watched for a period", () => {
  const seen = watch(
    2,
    () => true,
    () => false,
  );
  for (const { at, state } of seen) {
    expect(state, `${at}`).toBe(at < 1_000 ? status.badWaitingForInitialData : 4);
  }
});

test("a lamp that blinks is blinking all the time, at any phase", () => {
  for (const phase of [0, 100, 240, 400, 499]) {
    const seen = watch(
      6,
      (at) => (at + phase) % 1_000 < 500,
      () => false,
    );
    const settled = seen.filter(({ at }) => at >= 1_500).map(({ state }) => state);
    expect(new Set(settled), `${phase}`).toEqual(new Set([5]));
  }
});

test("a lamp that goes from off to on never blinks: the state holds with its time, then changes", () => {
  const seen = watch(
    6,
    (at) => at >= 3_000,
    (at) => at < 3_000,
  );
  const states = seen.filter(({ at }) => at >= 1_000).map(({ state }) => state);
  expect([...new Set(states)]).toEqual([3, 4]);
  const held = seen.filter(({ at }) => at >= 3_000 && at < 4_000);
  for (const { state, since } of held) expect([state, since]).toEqual([3, 2_750]);
  expect(seen.find(({ at }) => at === 4_000)).toMatchObject({ state: 4, since: 4_000 });
});

test("a lamp that stops blinking is known to be dark within a period", () => {
  const seen = watch(
    8,
    (at) => at < 4_000 && at % 1_000 < 500,
    () => true,
  );
  const states = seen.filter(({ at }) => at >= 2_000).map(({ state }) => state);
  expect([...new Set(states)]).toEqual([5, 3]);
  expect(seen.filter(({ state }) => state === 3)[0]?.at).toBeLessThanOrEqual(4_750);
});

test("after a pause in the scans the lamp is watched anew", () => {
  const table = new Running(blinking);
  for (let at = 0; at <= 1_000; at += 250) table.at(at, true, false);
  expect(table.value(1_250, true, false)).toBe(4);
  expect(table.at(60_000, true, false).status).toBe(status.badWaitingForInitialData);
});

test("rows that contradict each other, unknown inputs and blinking without blink are told at once", () => {
  expect(
    problemsOf({
      ...lights,
      rows: [
        ...lights.rows,
        { when: { green: true }, state: 2 },
        { when: { red: true, green: true }, state: 4 },
        { when: { blue: true, red: "blinking" }, state: 1 },
      ],
      blink: { inputs: ["green", "white"], periodMs: 1_000 },
    }),
  ).toEqual([
    expect.stringMatching(/^rows\.2: .*another state in row 1/),
    expect.stringMatching(/^rows\.3: .*another state in row 3/),
    expect.stringMatching(/^rows\.4\.when\.blue: .*not in from/),
    expect.stringMatching(/^rows\.4\.when\.red: .*not in blink.inputs/),
    expect.stringMatching(/^rows\.4: .*another state in row 3/),
    expect.stringMatching(/^blink\.inputs: .*white is not in from/),
  ]);
});

test("inputs must be booleans, and scans fast enough to see it blink", () => {
  const checked = checkDerivation({ id: "d", ...blinking }, () => undefined);
  const told: string[] = [];
  const bool = { id: "red", datatype: datatypes.Boolean };
  checked?.checkInputs([bool, { id: "green", datatype: datatypes.Float }], 500, (keys, message) =>
    told.push(`${keys}: ${message}`),
  );
  expect(told).toEqual([
    expect.stringMatching(/^from: .*green is not a boolean/),
    expect.stringMatching(/^blink,periodMs: .*at most 250 ms/),
  ]);
});
