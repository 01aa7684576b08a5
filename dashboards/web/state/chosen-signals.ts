// Which signals the trend shows, as the address keeps them: ?signals=press/speed.line,dryer/current.fan
// Invariant: at most four, each of the site's model, none twice.
import type { Equipment, LineModel, Signal } from "#contracts/line-model.ts";
import { signalKey } from "./live-store.ts";

export type ChosenSignal = { readonly equipment: Equipment; readonly signal: Signal };

export const mostChosen = 4;

export function keyOf({ equipment, signal }: ChosenSignal): string {
  return signalKey(equipment.id, signal.id);
}

export function findSignal(model: LineModel, key: string): ChosenSignal | undefined {
  const [equipmentId, signalId, more] = key.split("/");
  if (more !== undefined) return undefined;
  const equipment = model.lines
    .flatMap((line) => line.equipment)
    .find(({ id }) => id === equipmentId);
  const signal = equipment?.signals.find(({ id }) => id === signalId);
  return equipment === undefined || signal === undefined ? undefined : { equipment, signal };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}

/** Signals that the address names and the model knows; undefined when it names none. */
export function chosenOfSearch(
  model: LineModel,
  search: string,
): readonly ChosenSignal[] | undefined {
  const raw = /[?&]signals=([^&]*)/.exec(search)?.[1];
  if (raw === undefined) return undefined;
  const chosen = new Map<string, ChosenSignal>();
  for (const piece of raw.split(",")) {
    const whole = findSignal(model, decoded(piece));
    // A link may have encoded the list as a whole; then its commas came encoded too.
    const found =
      whole === undefined
        ? decoded(piece)
            .split(",")
            .map((key) => findSignal(model, key))
        : [whole];
    for (const each of found) if (each !== undefined) chosen.set(keyOf(each), each);
  }
  return chosen.size === 0 ? undefined : [...chosen.values()].slice(0, mostChosen);
}

/** The query part of the address with these signals; what else stands in it stays. */
export function searchOfChosen(search: string, chosen: readonly ChosenSignal[]): string {
  const others = search
    .replace(/^\?/, "")
    .split("&")
    .filter((part) => part !== "" && !part.startsWith("signals="));
  const list = chosen
    .map(({ equipment, signal }) => [equipment.id, signal.id].map(encodeURIComponent).join("/"))
    .join(",");
  const parts = list === "" ? others : [...others, `signals=${list}`];
  return parts.length === 0 ? "" : `?${parts.join("&")}`;
}

/** Chooses a signal, or lets it go when it was chosen; a fifth takes the place of the oldest. */
export function toggleChosen(
  chosen: readonly ChosenSignal[],
  wanted: ChosenSignal,
): readonly ChosenSignal[] {
  const key = keyOf(wanted);
  const others = chosen.filter((each) => keyOf(each) !== key);
  if (others.length < chosen.length) return others;
  return [...chosen, wanted].slice(-mostChosen);
}

/** What a newcomer sees first: a process value of the pace machine, else of any machine. */
export function firstChosen(model: LineModel): readonly ChosenSignal[] {
  const machines = model.lines.flatMap((line) => line.equipment);
  const paceFirst = machines.toSorted((a, b) => Number(isPace(b)) - Number(isPace(a)));
  for (const equipment of paceFirst) {
    const measured = equipment.signals.filter((each) => each.class === "PV");
    const signal =
      measured.find(({ range }) => range !== undefined) ?? measured[0] ?? equipment.signals[0];
    if (signal !== undefined) return [{ equipment, signal }];
  }
  return [];
}

/** The machine that sets the pace of its line: it alone counts good output. */
export function isPace(equipment: Equipment): boolean {
  return equipment.signals.some(({ purpose }) => purpose === "output.good");
}
