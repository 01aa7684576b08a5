// What the births of one edge node declared: which metric an alias or a name means, and its datatype.
// DATA carries neither name nor datatype (Sparkplug 3.0, tck-id-payloads-alias-data-cmd-requirement,
// tck-id-payloads-metric-datatype-not-req), so that nothing can be read without this table.
import type { Metric, Payload } from "#contracts/sparkplug-payload.ts";

export type Declared = {
  /** null for a metric of the node itself. */
  readonly device: string | null;
  readonly name: string;
  readonly datatype: number;
};

const maxDeclared = 200_000;

export class BirthTable {
  readonly #byAlias = new Map<number, Declared>();
  readonly #byDevice = new Map<string | null, Map<string, Declared>>();

  /** Takes the metrics of an NBIRTH (device null) or DBIRTH; a later birth of a device replaces it. */
  declare(device: string | null, payload: Payload): void {
    this.forget(device);
    const names = new Map<string, Declared>();
    this.#byDevice.set(device, names);
    for (const { name, alias, datatype } of payload.metrics) {
      if (name === undefined || datatype === undefined || this.#byAlias.size >= maxDeclared)
        continue;
      const declared = { device, name, datatype };
      names.set(name, declared);
      if (alias !== undefined) this.#byAlias.set(alias, declared);
    }
  }

  forget(device: string | null): void {
    if (!this.#byDevice.delete(device)) return;
    for (const [alias, declared] of this.#byAlias) {
      if (declared.device === device) this.#byAlias.delete(alias);
    }
  }

  has(device: string): boolean {
    return this.#byDevice.has(device);
  }

  get devices(): string[] {
    return [...this.#byDevice.keys()].filter((device) => device !== null);
  }

  /** The declaration of a metric in DATA of this device; undefined when it was never declared. */
  find(device: string | null, metric: Metric): Declared | undefined {
    if (metric.alias === undefined) {
      return metric.name === undefined ? undefined : this.#byDevice.get(device)?.get(metric.name);
    }
    const declared = this.#byAlias.get(metric.alias);
    return declared?.device === device ? declared : undefined;
  }
}
