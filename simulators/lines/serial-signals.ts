// Serial numbers as signals: what a line adds to the sheet of its plant, which knows no maker's plates.

import type { SignalEntry, SignalSheet } from "../plant/signal-sheet.ts";

const serial: SignalEntry = {
  name: { zh: "序列号", en: "Serial number" },
  class: "TEXT",
  unit: "",
  required: "o",
};

/** @param serials serial number of each machine. @returns one entry `<equipment>.serial` each. */
export function serialSignals(serials: Readonly<Record<string, string>>): SignalSheet {
  return Object.fromEntries(
    Object.keys(serials).map((equipment) => [`${equipment}.serial`, serial]),
  );
}
