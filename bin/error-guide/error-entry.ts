// What a code means and what to do, for whoever reads it at 3 a.m. Data; docs/errors.md is made of it.

export type ErrorWords = {
  /** What happened, and what goes on all the same. */
  readonly means: string;
  /** What to do, most likely first. */
  readonly mend: string;
};

export type ErrorEntry = {
  /** Usually one; several where they mean the same to a person. */
  readonly codes: readonly string[];
  /** warn: it mends itself or is only told; error: somebody has to do something. */
  readonly level: "warn" | "error";
  readonly zh: ErrorWords;
  readonly en: ErrorWords;
};

type Words = readonly [means: string, mend: string];

export type ErrorChapter = {
  /** zh · en */
  readonly title: string;
  readonly entries: readonly ErrorEntry[];
};

/** @param codes separated by blanks */
export function entry(level: ErrorEntry["level"], codes: string, zh: Words, en: Words): ErrorEntry {
  return {
    codes: codes.split(" "),
    level,
    zh: { means: zh[0], mend: zh[1] },
    en: { means: en[0], mend: en[1] },
  };
}
