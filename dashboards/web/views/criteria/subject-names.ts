// What the details of a verdict are about, by the names of the line model.
import { useMemo } from "react";
import type { LineModel } from "#contracts/line-model.ts";
import type { SignalFamily } from "#contracts/signal-family.ts";
import { pathOfSignal } from "../../state/site-address.ts";
import type { Phrase } from "../../ui/dictionary.ts";
import { useWords } from "../../ui/language-context.tsx";

export type SubjectName = {
  readonly text: string;
  /** The trend of a signal; undefined for anything else. */
  readonly href: string | undefined;
};

const families: { readonly [F in SignalFamily]: Phrase } = {
  state: "familyState",
  output: "familyOutput",
  quality: "familyQuality",
  alarm: "familyAlarm",
  oee: "familyOee",
  energy: "familyEnergy",
  parameter: "familyParameter",
};

/** Names of `equipment`, `equipment/signal` and families of signals; whatever else stands as it is. */
export function useSubjectNames(model: LineModel): (subject: string) => SubjectName {
  const { say, pick } = useWords();
  return useMemo(() => {
    const names = new Map<string, SubjectName>(
      Object.entries(families).map(([id, phrase]) => [id, { text: say(phrase), href: undefined }]),
    );
    for (const equipment of model.lines.flatMap((line) => line.equipment)) {
      names.set(equipment.id, { text: pick(equipment.name), href: undefined });
      for (const signal of equipment.signals) {
        names.set(`${equipment.id}/${signal.id}`, {
          text: `${pick(signal.name)} · ${pick(equipment.name)}`,
          href: pathOfSignal(model.site.id, { equipment: equipment.id, signal: signal.id }),
        });
      }
    }
    return (subject) => names.get(subject) ?? { text: subject, href: undefined };
  }, [model, say, pick]);
}
