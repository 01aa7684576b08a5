// What the details of a verdict are about, by the names of the line model.
import { useMemo } from "react";
import type { LineModel } from "#contracts/line-model.ts";
import { pathOfSignal } from "../../state/site-address.ts";
import { useWords } from "../../ui/language-context.tsx";

export type SubjectName = {
  readonly text: string;
  /** The trend of a signal; undefined for anything else. */
  readonly href: string | undefined;
};

/** Names of `equipment` and `equipment/signal`; whatever else stands as it is. */
export function useSubjectNames(model: LineModel): (subject: string) => SubjectName {
  const { pick } = useWords();
  return useMemo(() => {
    const names = new Map<string, SubjectName>();
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
  }, [model, pick]);
}
