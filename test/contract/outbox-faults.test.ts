// The outbox under a disk that fails: power cuts, refused steps, damaged files. A slice; every step and more
// places are swept in test/long.
import { expect, test } from "vitest";
import { fastScratch } from "../kit/fast-scratch.ts";
import { sweepPowerCuts } from "../kit/outbox-crashes.ts";
import { sweepDamage } from "../kit/outbox-damage.ts";
import { type IoFault, sweepIoFaults } from "../kit/outbox-io-faults.ts";
import { testWith } from "../kit/peers.ts";
import { temporaryFolder } from "../kit/temporary-folder.ts";

testWith("gcc")(
  "whenever the power goes, all that was committed is there, whatever else the disk kept",
  async () => {
    const result = await sweepPowerCuts({
      folder: temporaryFolder(),
      scratch: fastScratch(),
      every: 61,
      dice: 2,
      seed: 20231109,
    });
    expect(result.failures).toEqual([]);
    expect(result.whole).toBe(result.states);
    expect(result.states).toBeGreaterThan(40);
  },
);

testWith("gcc")("a disk that lies about fsync is found out: the sweep can fail", async () => {
  const result = await sweepPowerCuts({
    folder: temporaryFolder(),
    scratch: fastScratch(),
    every: 350,
    dice: 0,
    seed: 1,
    lyingAbout: "outbox.db-wal",
  });
  expect(result.failures.join("\n")).toMatch(
    /nothing: (GATEWAY_OUTBOX_|Error: \d+ were committed)/,
  );
});

/** Of about 500 steps: opening, first commits, the key, and far in. */
const steps = [3, 24, 92, 105, 260];
const cases: readonly [IoFault, readonly string[]][] = [
  ["EIO from then on", ["GATEWAY_OUTBOX_OPEN", "GATEWAY_OUTBOX_WRITE"]],
  ["short write", ["GATEWAY_OUTBOX_FULL"]],
];
testWith("gcc").each(cases)(
  "%s: said with a code, and nothing committed is lost",
  async (fault, expected) => {
    const result = await sweepIoFaults({ folder: temporaryFolder(), fault, steps });
    expect(result.failures).toEqual([]);
    expect([...result.codes]).toEqual(expect.arrayContaining([...expected]));
  },
);

test("a damaged file is named, or costs nothing; no log is begun anew or goes back", () => {
  const counts = sweepDamage({
    folder: temporaryFolder(),
    scratch: fastScratch(),
    places: 3,
    seed: 20231109,
  });
  expect(counts.flatMap(({ failures }) => failures)).toEqual([]);
  const refusals = (file: string) =>
    new Set(
      counts.filter((count) => count.file === file).flatMap(({ refused }) => [...refused.keys()]),
    );
  expect(refusals("outbox.db")).toEqual(
    new Set(["GATEWAY_OUTBOX_MISSING", "GATEWAY_OUTBOX_CORRUPT"]),
  );
  // SQLite itself would drop the damaged end without a word.
  expect(refusals("outbox.db-wal")).toEqual(new Set(["GATEWAY_OUTBOX_REWOUND"]));
  for (const { file, cases: all, whole, unsigned } of counts) {
    if (file === "evidence-key.pem") expect(whole + unsigned).toBe(all);
    if (file === "outbox.mark" || file === "outbox.db.reserve") expect(whole).toBe(all);
  }
});
