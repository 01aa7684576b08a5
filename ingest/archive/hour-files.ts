// Where the sealed files of an hour stand, and what they say of themselves (docs/formats/archive.md).
// <archive>/<site>/<YYYY-MM-DD>/<HH>-<part>.samples.parquet and .records.parquet, date and hour in UTC.
// Each file explains its integers in its own key-value metadata, so that it can be read alone.
// The records file is written last: an hour is sealed exactly when it is there.
import { join } from "node:path";
import { hourMs } from "#contracts/fact.ts";

export const samplesFormat = "lineproof/archive-samples/1";
export const recordsFormat = "lineproof/archive-records/1";
/** Key of the Parquet metadata that holds the description as JSON. */
export const descriptionKey = "lineproof";

export type HourFiles = { readonly samples: string; readonly records: string };

/** What a sealed file says of itself; the samples file has signals, the records file scan groups. */
export type HourDescription = {
  readonly format: string;
  readonly site: string;
  /** Start of the hour, ms UTC. */
  readonly hour: number;
  readonly part: number;
  readonly logs: readonly { readonly id: number; readonly gateway: string; readonly log: string }[];
  readonly signals: readonly {
    readonly id: number;
    readonly equipment: string;
    readonly signal: string;
  }[];
  readonly scanGroups: readonly {
    readonly id: number;
    readonly equipment: string;
    readonly scanGroup: string;
  }[];
};

/** Paths of an hour. @param site a topic id, which may hold anything but / + # and is therefore encoded. */
export function hourFiles(archive: string, site: string, hour: number, part = 0): HourFiles {
  const start = new Date(Math.floor(hour / hourMs) * hourMs).toISOString();
  // Every system takes these as a name, and DuckDB reads no pattern into them.
  const folder = encodeURIComponent(site).replaceAll(
    /[!'()*.~]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  const stem = join(archive, folder, start.slice(0, 10), `${start.slice(11, 13)}-${part}`);
  return { samples: `${stem}.samples.parquet`, records: `${stem}.records.parquet` };
}
