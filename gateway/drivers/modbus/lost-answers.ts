// Answers on an RTU line that may pass for one to our question, because a frame of RTU carries nothing that tells
// which question it answers: those that did not come in time and may still come, and those of units that were heard
// to speak unasked (a converter that says old answers again).
import type { Clock } from "#contracts/time.ts";

/** Radio and converters keep an answer back for seconds; a minute is long. */
const rememberMs = 60_000;

/** What an answer looks like: all that tells it from others of the same unit. */
export type AnswerForm = {
  readonly unit: number;
  readonly functionCode: number;
  /** Data bytes. */
  readonly bytes: number;
};

export class LostAnswers {
  readonly #clock: Clock;
  /** Monotonic ms until which it counts, by form. */
  readonly #late = new Map<string, number>();
  readonly #unasked = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** It did not come in time. */
  late(form: AnswerForm): void {
    this.#late.set(keyOf(form), this.#clock.monotonic() + rememberMs);
  }

  /** It came, and nobody had asked; nothing but one that was late explains it. */
  unasked(form: AnswerForm): void {
    const key = keyOf(form);
    if (!this.#late.has(key)) this.#unasked.set(key, this.#clock.monotonic() + rememberMs);
  }

  /** Whether an answer of this form could be one to another question. */
  inDoubt(form: AnswerForm): boolean {
    const key = keyOf(form);
    const now = this.#clock.monotonic();
    return now < (this.#late.get(key) ?? 0) || now < (this.#unasked.get(key) ?? 0);
  }

  /** A unit answers in order: once it answered a newer question, nothing older is under way. */
  answered(unit: number): void {
    for (const key of this.#late.keys()) if (key.startsWith(`${unit}/`)) this.#late.delete(key);
  }
}

function keyOf({ unit, functionCode, bytes }: AnswerForm): string {
  return `${unit}/${functionCode}/${bytes}`;
}
