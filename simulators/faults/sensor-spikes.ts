// Single readings that are far off: a loose terminal, a welding machine beside the cable. Spikes come at random
// (Poisson), each lasts a moment. When they come follows from the random stream alone, not from the steps.

import { z } from "zod";
import type { Random } from "../plant/random.ts";
import { positiveDuration } from "./duration.ts";
import { faultKind } from "./fault-kind.ts";
import { measuringRange, onCounts } from "./measuring-range.ts";

const HOUR_MS = 3_600_000;

export const sensorSpikes = faultKind({
  kind: "sensor-spikes",
  layer: "sensor",
  words: {
    zh: { name: "传感器尖峰", says: "测点随机出现短暂的跳变,之后回到原值。" },
    en: { name: "Sensor spikes", says: "A point jumps at random for a moment and comes back." },
  },
  example: "{ kind: sensor-spikes, point: press.temperature, perHour: 60, size: 40 }",
  keys: {
    point: z.string().min(1).describe("Point of the plant, a number."),
    perHour: z.number().positive().max(36_000).describe("Spikes in an hour, on average."),
    size: z
      .number()
      .positive()
      .describe("Largest height, unit of the point; each has half of it or more, up or down."),
    lasts: positiveDuration.optional().describe("Length of one spike. Default 1s."),
    range: measuringRange.optional(),
  },
  plan: ({ point, perHour, size, lasts = 1000, range }) => ({
    on: point,
    needs: [{ kind: "point", key: "point", point, types: ["number"] }],
    begin: ({ random }) => {
      const spikes = new Spikes(random, HOUR_MS / perHour, lasts);
      return {
        point: {
          point,
          shown: (value, elapsedMs) => {
            if (typeof value !== "number") return value;
            const height = spikes.at(elapsedMs);
            return height === 0 ? value : onCounts(value + height * size, range);
          },
        },
      };
    },
  }),
});

class Spikes {
  readonly #random: Random;
  readonly #meanGapMs: number;
  readonly #lastsMs: number;
  #beginMs = 0;
  #endMs = 0;
  #height = 0;

  constructor(random: Random, meanGapMs: number, lastsMs: number) {
    this.#random = random;
    this.#meanGapMs = meanGapMs;
    this.#lastsMs = lastsMs;
  }

  /** -1 … -0.5, 0.5 … 1 in a spike, else 0. @param elapsedMs never falls. */
  at(elapsedMs: number): number {
    while (elapsedMs >= this.#endMs) this.#next();
    return elapsedMs >= this.#beginMs ? this.#height : 0;
  }

  #next(): void {
    // 1 - u lies in (0, 1], so the logarithm is finite.
    this.#beginMs = this.#endMs - this.#meanGapMs * Math.log(1 - this.#random.uniform());
    this.#endMs = this.#beginMs + this.#lastsMs;
    const signed = this.#random.between(-0.5, 0.5);
    this.#height = signed < 0 ? signed - 0.5 : signed + 0.5;
  }
}
