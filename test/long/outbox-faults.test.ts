// The log's disk work under power cuts and failing steps, and thousands of damaged files; the table goes into
// docs/results.
import { expect } from "vitest";
import { fastScratch } from "../kit/fast-scratch.ts";
import { sweepPowerCuts } from "../kit/outbox-crashes.ts";
import { sweepDamage } from "../kit/outbox-damage.ts";
import { type IoFault, ioFaults, sweepIoFaults } from "../kit/outbox-io-faults.ts";
import { testWith } from "../kit/peers.ts";
import { writeResults } from "../kit/results-table.ts";
import { temporaryFolder } from "../kit/temporary-folder.ts";

type Row = readonly [
  fault: string,
  cases: number,
  whole: number,
  said: string,
  wrong: readonly string[],
];

/** Opening, the key and the first commits; then some of all that repeats, to the end. */
const steps = [...range(1, 130, 2), ...range(131, 700, 19)];

function range(from: number, to: number, by: number): number[] {
  return Array.from({ length: Math.ceil((to - from + 1) / by) }, (_, n) => from + n * by);
}

async function powerCuts(): Promise<Row> {
  const every = 3;
  const {
    steps: all,
    states,
    whole,
    failures,
  } = await sweepPowerCuts({
    folder: temporaryFolder(),
    scratch: fastScratch(),
    every,
    dice: 2,
    seed: 1,
  });
  return [`power cut at every ${every}rd of ${all} steps`, states, whole, "", failures];
}

async function ioFault(fault: IoFault): Promise<Row> {
  const folder = temporaryFolder();
  const { runs, codes, failures } = await sweepIoFaults({ folder, fault, steps });
  const whole = runs - failures.length;
  return [`${fault}, at one of ${runs} steps`, runs, whole, [...codes].sort().join(", "), failures];
}

function damaged(): readonly Row[] {
  const options = { folder: temporaryFolder(), scratch: fastScratch(), places: 60, seed: 1 };
  return sweepDamage(options).map(({ file, damage, cases, whole, unsigned, refused, failures }) => {
    const said = [...refused].map(([code, n]) => `${n} ${code}`);
    if (unsigned > 0) said.push(`${unsigned} open, not signing`);
    return [`${file}: ${damage}`, cases, whole, said.join(", "), failures];
  });
}

testWith("gcc")("no step and no damaged byte loses what was committed", async () => {
  const rows: Row[] = [await powerCuts(), ...damaged()];
  for (const fault of Object.keys(ioFaults) as IoFault[]) rows.push(await ioFault(fault));
  writeResults(
    "outbox-faults",
    "The outbox under a failing disk",
    ["fault", "cases", "opened with all that was committed", "said", "lost or wrong"],
    rows.map(([fault, cases, whole, said, wrong]) => [
      fault,
      cases,
      whole,
      said || "–",
      wrong.length,
    ]),
  );
  expect(rows.flatMap(([, , , , wrong]) => wrong)).toEqual([]);
});
