// A recorded CSV as a cassette: its stamps become offsets and are gone. Where the recorder's clock did not go
// forward, a row comes one nominal interval after the row before.

import { createHash } from "node:crypto";
import { basename } from "node:path";
import { parseRecording } from "../replay/recording.ts";
import { createTimeline } from "../replay/timed-playback.ts";
import { type Cassette, cassetteFormat } from "./cassette.ts";

/** @param file its path, for messages; its name is kept. Throws SIMULATORS_CSV_INVALID. */
export function cassetteOfCsv(bytes: Uint8Array, file: string): Cassette {
  const { columns, rows } = parseRecording(new TextDecoder().decode(bytes), file);
  const { offsetsMs } = createTimeline(rows);
  return {
    header: {
      format: cassetteFormat,
      simulated: true,
      from: { csv: basename(file), sha256: createHash("sha256").update(bytes).digest("hex") },
      points: columns.map((point) => ({ point, type: "number" })),
    },
    rows: rows.map(({ values }, n) => ({ offsetMs: offsetsMs[n] ?? 0, values })),
  };
}
