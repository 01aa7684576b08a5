// A secret after it was read from file or environment: it is used, and appears nowhere else. Neither JSON
// (and with it the hash of the configuration) nor a log shows it.
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  reveal(): string {
    return this.#text;
  }

  toJSON(): undefined {
    return undefined;
  }

  toString(): string {
    return "(secret)";
  }
}
