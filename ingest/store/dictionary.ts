// Names that recur in every row, as small integers. Ids are given in order of appearance, so the signals
// of a scan group ascend in the order in which the gateway reads them.
import type { DuckDBConnection } from "@duckdb/node-api";

/** Three parts: site, gateway, log · site, equipment, signal · site, equipment, scan group. */
export type Name = readonly [string, string, string];

export class Dictionary {
  readonly #table: string;
  readonly #names: Name[] = [];
  readonly #ids = new Map<string, Map<string, Map<string, number>>>();
  #saved = 0;

  constructor(table: "logs" | "signals" | "scan_groups") {
    this.#table = table;
  }

  async load(connection: DuckDBConnection): Promise<void> {
    const found = await connection.runAndReadAll(`SELECT * FROM ${this.#table} ORDER BY id`);
    for (const [, a, b, c] of found.getRows()) this.idOf(String(a), String(b), String(c));
    this.#saved = this.#names.length;
  }

  /** The id of a name, given anew when it is not known yet. */
  idOf(a: string, b: string, c: string): number {
    const known = this.find(a, b, c);
    if (known !== undefined) return known;
    const id = this.#names.push([a, b, c]) - 1;
    const second = this.#ids.get(a) ?? new Map<string, Map<string, number>>();
    this.#ids.set(a, second);
    const third = second.get(b) ?? new Map<string, number>();
    second.set(b, third);
    third.set(c, id);
    return id;
  }

  find(a: string, b: string, c: string): number | undefined {
    return this.#ids.get(a)?.get(b)?.get(c);
  }

  /** Ids by the third part of the name; what `idOf` adds later appears in it. */
  within(a: string, b: string): ReadonlyMap<string, number> {
    const second = this.#ids.get(a) ?? new Map<string, Map<string, number>>();
    this.#ids.set(a, second);
    const third = second.get(b) ?? new Map<string, number>();
    second.set(b, third);
    return third;
  }

  name(id: number): Name | undefined {
    return this.#names[id];
  }

  /** Ids and names of one site. */
  ofSite(site: string): { id: number; name: Name }[] {
    return this.#names.flatMap((name, id) => (name[0] === site ? [{ id, name }] : []));
  }

  /** Writes names that are not in the table yet; after COMMIT call `saved` with what this returns. */
  async save(connection: DuckDBConnection): Promise<number> {
    const from = this.#saved;
    for (const [i, name] of this.#names.slice(from).entries()) {
      await connection.run(`INSERT INTO ${this.#table} VALUES ($1, $2, $3, $4)`, [
        from + i,
        ...name,
      ]);
    }
    return this.#names.length;
  }

  saved(count: number): void {
    this.#saved = count;
  }
}
