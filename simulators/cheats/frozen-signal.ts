// A signal that keeps the value it had while its source time goes on: what a forced variable or a broken
// converter with a live clock looks like.

import { z } from "zod";
import type { PointValue } from "../plant/plant.ts";
import type { Cheat, CheatAct, CheatPlan } from "./cheat.ts";

/** Keys of the scenario. */
export const frozenSignal = z
  .strictObject({
    kind: z.literal("frozen-signal"),
    point: z.string().min(1).describe("Point of the plant that is frozen."),
    afterSeconds: z.number().min(0).describe("Plant time from the start until it freezes, s."),
  })
  .transform(
    (settings): CheatPlan => ({
      kind: settings.kind,
      points: [settings.point],
      create: () => new FrozenSignal(settings),
    }),
  );

export const frozenSignalWords = {
  kind: "frozen-signal",
  words: {
    zh: "冻结信号:数值不动,时间照常刷新",
    en: "a value stands still under fresh source times",
  },
  example: "{ kind: frozen-signal, point: press.temperature.zone.1, afterSeconds: 600 }",
} as const;

class FrozenSignal implements Cheat {
  readonly #point: string;
  #remainingMs: number;
  #frozen: PointValue | undefined;

  constructor({ point, afterSeconds }: { readonly point: string; readonly afterSeconds: number }) {
    this.#point = point;
    this.#remainingMs = afterSeconds * 1000;
  }

  concerns(point: string): boolean {
    return point === this.#point;
  }

  step(dtMs: number, honest: (point: string) => PointValue): void {
    this.#remainingMs -= dtMs;
    if (this.#remainingMs <= 0) this.#frozen ??= honest(this.#point);
  }

  shown(_point: string, honest: PointValue): PointValue {
    return this.#frozen ?? honest;
  }

  acting(): CheatAct | undefined {
    if (this.#frozen === undefined) return undefined;
    return { kind: "frozen-signal", point: this.#point, shown: this.#frozen };
  }
}
