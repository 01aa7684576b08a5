// How a reading looks and what is said of it, the same on a plate and on a tile: what is old, bad or never came
// never looks like a present value.
import { isPresent, type Reading } from "../../state/reading.ts";
import { shortText } from "../../state/reading-text.ts";
import { formatAge } from "../../ui/age.ts";
import type { Phrase } from "../../ui/dictionary.ts";
import type { Words } from "../../ui/language-context.tsx";
import { reasonOfStatus } from "../../ui/quality-words.ts";
import { unitText } from "../../ui/units.ts";

export type ReadingLook = "never" | "stale" | "bad" | "uncertain" | "beyond" | "present";

export function readingLook(reading: Reading): ReadingLook {
  const { quality, freshness, beyond } = reading;
  if (quality === undefined || freshness === undefined) return "never";
  if (freshness.state === "stale") return "stale";
  if (quality !== "good") return quality;
  return beyond === undefined ? "present" : "beyond";
}

export type ReadingWords = {
  readonly number: string;
  readonly unit: string;
  /** What is wrong with it, shortly; empty for a present value within its limits. */
  readonly note: string;
};

const beyondPhrase: { readonly [B in "high" | "low"]: Phrase } = {
  high: "beyondHigh",
  low: "beyondLow",
};

function noteOf(reading: Reading, { say, pick }: Words): string {
  const { value, quality, freshness, beyond } = reading;
  if (value === undefined || quality === undefined) return say("neverRead");
  if (freshness?.state === "stale") return say("stale", { age: formatAge(freshness.ageMs) });
  if (quality !== "good") {
    const reason = reasonOfStatus(value.status);
    return reason === undefined ? say(quality) : `${say(quality)} · ${pick(reason)}`;
  }
  return beyond === undefined ? "" : say(beyondPhrase[beyond]);
}

export function readingWords(reading: Reading, words: Words): ReadingWords {
  const { signal, value, quality } = reading;
  const number = shortText(signal, quality === "bad" ? null : value?.value, words.language);
  return { number, unit: unitText(signal.unit, words.language), note: noteOf(reading, words) };
}

/** For those who hear the page, and for the pointer that rests on a value. */
export function readingSentence(reading: Reading, words: Words): string {
  const { number, unit, note } = readingWords(reading, words);
  const { freshness } = reading;
  const age =
    isPresent(reading) && freshness !== undefined
      ? words.say("readAgo", { age: formatAge(freshness.ageMs) })
      : "";
  const said = [`${words.pick(reading.signal.name)} ${number} ${unit}`.trim(), note, age];
  return said.filter((part) => part !== "").join(" · ");
}
