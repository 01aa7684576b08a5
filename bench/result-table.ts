// A bench's figures as a table in Markdown and as JSON; a budget is met or not, never rounded towards it.
import { writeFileSync } from "node:fs";
import { describeMachine, machineLine } from "./machine.ts";

export type Figure = {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** DESIGN §10; absent for figures without a budget. */
  readonly budget?: { readonly comparison: "<=" | ">="; readonly value: number };
};

function judged(figure: Figure): string {
  if (figure.budget === undefined) return "";
  const { comparison, value } = figure.budget;
  const met = comparison === "<=" ? figure.value <= value : figure.value >= value;
  return `${comparison} ${value} ${figure.unit}: ${met ? "met" : "NOT met"}`;
}

function readable(value: number): string {
  return Math.abs(value) >= 1000 ? Math.round(value).toLocaleString("en") : value.toPrecision(3);
}

/** Prints the table and, where asked, writes the figures to a file. */
export function printFigures(title: string, figures: readonly Figure[], jsonFile?: string): void {
  const lines = figures.map(
    (figure) => `| ${figure.name} | ${readable(figure.value)} ${figure.unit} | ${judged(figure)} |`,
  );
  console.log(
    `\n${title}\n${machineLine()}\n\n| figure | measured | budget |\n|---|---|---|\n${lines.join("\n")}`,
  );
  if (jsonFile !== undefined) {
    const result = { title, at: new Date().toISOString(), machine: describeMachine(), figures };
    writeFileSync(jsonFile, `${JSON.stringify(result, null, 2)}\n`);
  }
}
