// The decimals that each signal needed within one hour. One exponent per signal keeps neighbouring
// mantissas close (20.9, 21, 21.1 → 209, 210, 211), which is what the archive's compression lives on.
import { hourMs } from "#contracts/fact.ts";

/** More decimals than a float32 can mean are noise and would only spread the mantissas. */
const mostDecimals = 9;

export class ExponentHints {
  readonly #hints: number[] = [];
  readonly #hours: number[] = [];

  /** Exponent to try first. @param gatewayTime ms UTC; a new hour starts anew. */
  of(signal: number, gatewayTime: number): number {
    const hour = Math.floor(gatewayTime / hourMs);
    if (this.#hours[signal] !== hour) {
      this.#hours[signal] = hour;
      this.#hints[signal] = 0;
    }
    return this.#hints[signal] ?? 0;
  }

  needed(signal: number, exponent: number): void {
    if (exponent > (this.#hints[signal] ?? 0) && exponent <= mostDecimals) {
      this.#hints[signal] = exponent;
    }
  }
}
