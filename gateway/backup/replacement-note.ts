// What a restored gateway knows of the log before it: for the person who asks the centre for an enrolment code
// that replaces it, and for the closing ticket.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { writeDurably } from "../evidence/durable-file.ts";
import { logHeadSchema } from "./backup-content.ts";

const replacementFileName = "replacement.json";

const noteSchema = z.strictObject({
  format: z.literal("lineproof/replacement/1"),
  site: z.string(),
  gateway: z.string(),
  /** The old log as last known; null: unknown, the centre knows. */
  replaces: logHeadSchema.nullable(),
  /** True: the old log was closed with an end record, and `replaces` is its end. */
  ended: z.boolean(),
  /** ms UTC of the restoring, by the new machine's clock. */
  restoredAt: z.number().int(),
});
export type ReplacementNote = z.infer<typeof noteSchema>;

export function writeReplacementNote(dataDir: string, note: ReplacementNote): void {
  writeDurably(join(dataDir, replacementFileName), `${JSON.stringify(note, undefined, 2)}\n`);
}

/** undefined: this data folder replaces nothing, or nobody knows what. */
export function readReplacementNote(dataDir: string): ReplacementNote | undefined {
  try {
    return noteSchema.parse(JSON.parse(readFileSync(join(dataDir, replacementFileName), "utf8")));
  } catch {
    return undefined;
  }
}
