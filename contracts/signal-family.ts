// The families of content that a monitoring platform must show (policy B1-02), told by a signal's purpose.
// Purposes are dotted words; the first one decides (docs/formats/line-model.md). What a controller puts out
// (`output.heating`) is a parameter: only counted output is output.

export const signalFamilies = [
  "state",
  "output",
  "quality",
  "alarm",
  "oee",
  "energy",
  "parameter",
] as const;
export type SignalFamily = (typeof signalFamilies)[number];

const familyOfFirstWord: { readonly [word: string]: SignalFamily } = {
  state: "state",
  mode: "state",
  quality: "quality",
  alarm: "alarm",
  fault: "alarm",
  oee: "oee",
  energy: "energy",
  power: "energy",
  gas: "energy",
};

const countedOutput = /^output\.(?:total|good|rejected)(?:\.|$)/;

/** Everything without a family of its own is a process parameter. */
export function familyOf(purpose: string): SignalFamily {
  const [word = ""] = purpose.split(".", 1);
  if (word === "output") return countedOutput.test(purpose) ? "output" : "parameter";
  return Object.hasOwn(familyOfFirstWord, word)
    ? (familyOfFirstWord[word] ?? "parameter")
    : "parameter";
}
