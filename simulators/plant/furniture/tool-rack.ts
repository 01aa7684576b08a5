// The tools of the nesting centre and their metres. Metres are booked only from the feed of a cut (F9) and begin
// anew where a tool is replaced; the sum of all metres never falls.

import { contourTool, cuttingEnergy, grooveTool, type MillingTool } from "./milling-tool.ts";

const TOOLS = [contourTool, grooveTool] as const;

export class ToolRack {
  readonly #name: string;
  readonly #metres: Map<MillingTool, number>;
  #current: MillingTool = contourTool;
  #cuttingM: number;

  /** @param name equipment id, in front of the names of its counters. */
  constructor(name: string, counters: Readonly<Record<string, number>>) {
    this.#name = name;
    this.#cuttingM = counters[`${name}.cutting`] ?? 0;
    this.#metres = new Map(
      TOOLS.map((tool) => [tool, counters[`${name}.tool.${tool.number}`] ?? 0]),
    );
  }

  /** The tool in the spindle. */
  current(): MillingTool {
    return this.#current;
  }

  /** Metres that the tool in the spindle has cut. */
  metres(): number {
    return this.#metres.get(this.#current) ?? 0;
  }

  /** Metres that all tools have ever cut. */
  cuttingMetres(): number {
    return this.#cuttingM;
  }

  /** J/cm³ of the tool in the spindle, with its wear. */
  cuttingEnergy(): number {
    return cuttingEnergy(this.#current, this.metres());
  }

  change(tool: MillingTool): void {
    this.#current = tool;
  }

  cut(metres: number): void {
    this.#metres.set(this.#current, this.metres() + metres);
    this.#cuttingM += metres;
  }

  isNearlyWorn(): boolean {
    return TOOLS.some((tool) => (this.#metres.get(tool) ?? 0) > 0.95 * tool.lifeM);
  }

  /** A new tool in the spindle: the old one broke. */
  replaceCurrent(): void {
    this.#metres.set(this.#current, 0);
  }

  /** Puts new tools in for those at the end of their life; true when there was one. */
  replaceWorn(): boolean {
    const worn = TOOLS.filter((tool) => (this.#metres.get(tool) ?? 0) >= tool.lifeM);
    for (const tool of worn) this.#metres.set(tool, 0);
    return worn.length > 0;
  }

  retained(): Readonly<Record<string, number>> {
    return Object.fromEntries([
      [`${this.#name}.cutting`, this.#cuttingM],
      ...TOOLS.map((tool) => [`${this.#name}.tool.${tool.number}`, this.#metres.get(tool) ?? 0]),
    ]);
  }
}
