// The truth of a run in words, at most 80 columns.
import type { TruthSummary } from "#simulators/truth/read-truth.ts";
import { wrap } from "../terminal-text.ts";

export function describeTruth(file: string, summary: TruthSummary): string[] {
  const { scenario, seed, from, to, lines, plants } = summary;
  return [
    ...wrap("", `真值 · truth: ${file}`),
    ...wrap("", `场景 · scenario: ${scenario}(seed ${seed})`),
    `${instant(from)} → ${instant(to)}  ${lines} 行 · lines`,
    ...plants.flatMap(({ id, line, states, work, events, acts }) => [
      "",
      `${id}: ${line}`,
      ...wrap("  状态 states: ", shares(states)),
      ...wrap("  工作时间 work: ", shares(work)),
      ...wrap("  事件 events: ", counts(events)),
      ...(acts.length === 0
        ? ["  故障与作弊 faults and cheats: 无 · none"]
        : ["  故障与作弊 faults and cheats:"]),
      ...acts.flatMap(({ kind, on, from, to }) =>
        wrap("    ", `${kind} @ ${on}  ${instant(from)} → ${instant(to)}`),
      ),
    ]),
  ];
}

function instant(at: number): string {
  return new Date(at).toISOString().replace(".000Z", "Z");
}

/** Largest first, with their share of all. */
function shares(sums: Readonly<Record<string, number>>): string {
  const all = Object.values(sums).reduce((sum, ms) => sum + ms, 0);
  if (all === 0) return "—";
  return Object.entries(sums)
    .sort(([, a], [, b]) => b - a)
    .map(([name, ms]) => `${name} ${((100 * ms) / all).toFixed(1)} %`)
    .join(", ");
}

function counts(numbers: Readonly<Record<string, number>>): string {
  const entries = Object.entries(numbers).sort(([, a], [, b]) => b - a);
  return entries.length === 0 ? "—" : entries.map(([name, n]) => `${name} ${n}`).join(", ");
}
