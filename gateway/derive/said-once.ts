// What would be said at every scan is said once. Bounded: after so many different things it falls silent.

const maxThings = 16;

export class SaidOnce {
  readonly #said = new Set<string>();
  readonly #log: (message: string) => void;

  constructor(log: (message: string) => void) {
    this.#log = log;
  }

  /** @param thing what the message is about. */
  say(thing: string, message: string): void {
    if (this.#said.has(thing) || this.#said.size >= maxThings) return;
    this.#said.add(thing);
    this.#log(message);
  }
}
