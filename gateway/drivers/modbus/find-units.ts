// Looking for the units behind a link: one question at a time, little patience, reads only. A unit that answers
// anything of its own, be it a refusal, is there; 0A and 0B come from a gateway on the way and say that it is not.
import type { FoundDevice } from "../../driver.ts";
import type { ModbusTable } from "./address.ts";
import type { Answer } from "./link.ts";

/** What a search asks of a link; none of it counts as silence of a unit that is known. */
export type UnitQuestions = {
  ask(unit: number, table: ModbusTable, start: number, count: number): Promise<Answer>;
  /** FC 43/14, basic objects 0 to 2; undefined when it was ignored. */
  identify(unit: number): Promise<ReadonlyMap<number, string> | undefined>;
};

/** The questions by which a unit betrays itself, the commonest first. Registers 0 need not exist. */
const probes = [
  { table: "holding", words: "FC03" },
  { table: "input", words: "FC04" },
] as const;

/** Names of the basic objects as identities have them (contracts/evidence.ts). */
const identityNames = ["maker", "product", "firmware"] as const;

/**
 * @param range first and last unit, both asked. @param signal ends the search after the question that is open.
 * Rejects when the link is lost.
 */
export async function* findUnits(
  [first, last]: readonly [number, number],
  questions: UnitQuestions,
  signal: AbortSignal,
): AsyncGenerator<FoundDevice> {
  for (let unit = Math.max(0, first); unit <= Math.min(255, last); unit += 1) {
    if (signal.aborted) return;
    const evidence = await evidenceOf(unit, questions, signal);
    if (evidence === undefined) continue;
    const said = await questions.identify(unit);
    yield { shared: { unit }, said: saidOf(said), evidence };
  }
}

async function evidenceOf(
  unit: number,
  { ask }: UnitQuestions,
  signal: AbortSignal,
): Promise<string | undefined> {
  for (const { table, words } of probes) {
    if (signal.aborted) return undefined;
    const answer = await ask(unit, table, 0, 1);
    if (answer.kind === "data") return `${words} 有应答 · answers`;
    if (answer.kind === "exception" && answer.exception !== 10 && answer.exception !== 11) {
      return `${words} 拒绝了地址,但在线 · refuses the address, so it is there (${answer.exception})`;
    }
    if (answer.kind === "malformed")
      return `${words} 应答不合规约 · answers, but not by the standard`;
  }
  return undefined;
}

function saidOf(
  objects: ReadonlyMap<number, string> | undefined,
): readonly (readonly [string, string])[] {
  return identityNames.flatMap((name, object) => {
    const text = (objects?.get(object) ?? "").replace(/[^\x20-\x7e]/g, "").trim();
    return text === "" ? [] : [[name, text] as const];
  });
}
