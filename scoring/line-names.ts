// Names as people know them: of machines and signals in the line model's own words, in each language.
import type { Equipment, Line } from "#contracts/line-model.ts";
import { joinWords, noWords, type Words } from "./words.ts";

export const listComma: Words = { zh: "、", en: ", " };

const maxNamed = 3;

/** `甲、乙、丙 等 5 项` / `A, B, C and 2 more`: short enough for a row of a table. */
export function listNames(names: readonly Words[]): Words {
  const shown = joinWords(names.slice(0, maxNamed), listComma);
  const more = names.length - maxNamed;
  if (more <= 0) return shown;
  return { zh: `${shown.zh} 等 ${names.length} 项`, en: `${shown.en} and ${more} more` };
}

function findMachine(lines: readonly Line[], id: string): Equipment | undefined {
  return lines.flatMap((line) => line.equipment).find((machine) => machine.id === id);
}

/** The machine's name; its id where the model does not know it. */
export function machineName(lines: readonly Line[], id: string): Words {
  return findMachine(lines, id)?.name ?? { zh: id, en: id };
}

/**
 * A signal with its machine, or a whole machine (null signal). In a line of one machine the machine goes
 * without saying.
 */
export function nameOf(
  lines: readonly Line[],
  { equipment, signal }: { readonly equipment: string; readonly signal: string | null },
): Words {
  const machine = findMachine(lines, equipment);
  const alone = lines.flatMap((line) => line.equipment).length === 1;
  const whose: Words = alone ? noWords : machineName(lines, equipment);
  if (signal === null) return whose;
  const what: Words = machine?.signals.find((each) => each.id === signal)?.name ?? {
    zh: signal,
    en: signal,
  };
  return joinWords([whose, what], { zh: "·", en: " · " });
}
