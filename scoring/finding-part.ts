// A criterion is judged in parts, one per evidence class and one for clues, and the parts are combined
// by the precedence of contracts/verdict.ts: NOT_MET, SUSPECT, INSUFFICIENT, DOCUMENT_NEEDED, MET.
import { type VerdictState, verdictStates } from "#contracts/verdict.ts";
import { joinWords, type Words } from "./words.ts";

export type Part = { readonly state: VerdictState; readonly reason: Words };

function precedence(state: VerdictState): number {
  return verdictStates.indexOf(state);
}

/** The state that comes first; INSUFFICIENT for none at all. */
export function firstState(states: readonly VerdictState[]): VerdictState {
  return verdictStates.find((state) => states.includes(state)) ?? "INSUFFICIENT";
}

/** Decisive part first, in one sentence with what else is open; parts that are met stay unsaid. */
function explain(parts: readonly Part[], state: VerdictState): Words {
  const said = parts
    .filter((part) => part.state === state || part.state !== "MET")
    .sort((a, b) => {
      const decisive = Number(b.state === state) - Number(a.state === state);
      return decisive === 0 ? precedence(a.state) - precedence(b.state) : decisive;
    });
  return joinWords(
    said.map((part) => part.reason),
    { zh: ";", en: "; " },
  );
}

/** Every part has to be met: the first state in precedence decides. */
export function combineAll(parts: readonly Part[]): Part {
  const state = firstState(parts.map((part) => part.state));
  return { state, reason: explain(parts, state) };
}

/** One part that is met suffices, but what another measured and found wanting is still said; else the nearest decides. */
export function combineAny(parts: readonly Part[]): Part {
  const state = verdictStates.findLast((each) => parts.some((part) => part.state === each));
  if (state === undefined) return combineAll(parts);
  const shown =
    state === "MET"
      ? parts.filter((part) => part.state === state || part.state === "NOT_MET")
      : parts;
  return { state, reason: explain(shown, state) };
}
