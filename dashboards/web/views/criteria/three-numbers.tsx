// What the firm declares, what a person verified, what telemetry proves: side by side, never merged.
import { formatValue } from "#contracts/measured-value.ts";
import type { Verdict } from "#contracts/verdict.ts";
import { useWords } from "../../ui/language-context.tsx";
import "./three-numbers.css";

export const threeNumbers = [
  ["declared", "declared"],
  ["verified", "verified"],
  ["proven", "provenByTelemetry"],
] as const;

type NumberName = (typeof threeNumbers)[number][1];

/** Text of one of the three; `—` where there is none. */
export function numberText(
  verdict: Verdict,
  name: NumberName,
  pick: (text: { zh: string; en: string }) => string,
): string {
  const value = verdict.numbers[name];
  if (value === null) return "—";
  return pick(formatValue(value, verdict.threshold?.unit ?? "", verdict.threshold?.comparison));
}

export function ThreeNumbers({ verdict }: { readonly verdict: Verdict }) {
  const { say, pick } = useWords();
  return (
    <dl className="three-numbers">
      {threeNumbers.map(([phrase, name]) => (
        <div key={phrase}>
          <dt>{say(phrase)}</dt>
          <dd>{numberText(verdict, name, pick)}</dd>
        </div>
      ))}
    </dl>
  );
}
