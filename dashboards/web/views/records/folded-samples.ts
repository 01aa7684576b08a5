// Which samples of a record stand back on a narrow screen: what is not good never does.
import type { RecordRow } from "#contracts/live.ts";
import { qualityOf } from "#contracts/quality.ts";

type Sample = RecordRow["samples"][number];

/** Good samples beyond this many are folded. */
const shownGood = 3;

/** Empty where folding would hide a single sample: its own line is no longer than the button. */
export function foldedSamples(samples: readonly Sample[]): ReadonlySet<Sample> {
  const good = samples.filter(({ status }) => qualityOf(status) === "good");
  const folded = good.slice(shownGood);
  return new Set(folded.length > 1 ? folded : []);
}
