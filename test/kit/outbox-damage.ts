// A failing disk under a log that was switched off while it ran: every file of it torn, emptied, taken away,
// or changed in a byte, a sector or a page. It opens with all that was committed, or it says which file is at
// fault; it never begins anew and never hands out a record that is not the one of that number.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ManualClock } from "#contracts/time.ts";
import { checkpointMaker } from "#gateway/evidence/checkpoint-maker.ts";
import { ClockTracker } from "#gateway/evidence/clock-tracker.ts";
import { openLog } from "#gateway/evidence/open-log.ts";
import { newRecords } from "#gateway/outbox/test-log.ts";
import { checkLog } from "./outbox-after.ts";
import { randomOf } from "./random.ts";

const pageBytes = 8192;

export const damagedFiles = [
  "outbox.db",
  "outbox.db-wal",
  "evidence-key.pem",
  "outbox.mark",
  "outbox.db.reserve",
] as const;

type Damage = { readonly name: string; readonly apply: (bytes: Buffer) => Buffer | undefined };

export type DamageCount = {
  readonly file: string;
  readonly damage: string;
  cases: number;
  /** Opened with all that was committed, and signs. */
  whole: number;
  /** Opened with all that was committed, but nothing can be signed. */
  unsigned: number;
  /** By code. */
  readonly refused: Map<string, number>;
  readonly failures: string[];
};

/** A log of 1800 records as it lies on the disk when the power goes: most in the file, the rest in the WAL. */
export function switchedOffLog(folder: string): {
  readonly dataDir: string;
  readonly committed: number;
} {
  const [running, dataDir] = [join(folder, "running"), join(folder, "off")];
  const sizes = { dataDir: running, maxBytes: 1e9, historyBytes: 1e9 };
  const first = openLog(sizes);
  for (let n = 0; n < 1200; n += 300) first.outbox.commit(newRecords(n, n + 300), 0);
  first.outbox.close();
  const { outbox, key } = openLog(sizes);
  const clock = new ManualClock(1_700_000_000_000);
  const tracker = new ClockTracker(clock, "unknown");
  outbox.commit(newRecords(1200, 1500), 0);
  checkpointMaker({ outbox, key, origin: "lineproof/s/g/x", clock, tracker })();
  outbox.commit(newRecords(1500, 1800), 0);
  cpSync(running, dataDir, { recursive: true });
  const committed = outbox.next;
  outbox.close();
  return { dataDir, committed };
}

function* damages(
  length: number,
  places: number,
  random: () => number,
): Generator<[string, Damage]> {
  const some = (step: number) => Math.floor((random() * length) / step) * step;
  yield ["taken away", { name: "taken away", apply: () => undefined }];
  yield ["emptied", { name: "emptied", apply: () => Buffer.alloc(0) }];
  for (let n = 0; n < places; n++) {
    const page = some(length > pageBytes ? pageBytes : 1);
    const at = Math.floor(random() * length);
    const fill = Math.floor(random() * 256);
    yield ["cut at a page", { name: `cut at ${page}`, apply: (b) => b.subarray(0, page) }];
    yield ["cut anywhere", { name: `cut at ${at}`, apply: (b) => b.subarray(0, at) }];
    yield [
      "byte changed",
      { name: `byte ${at}`, apply: (b) => b.fill((b[at] ?? 0) ^ (fill | 1), at, at + 1) },
    ];
    yield [
      "sector filled",
      { name: `sector at ${at}`, apply: (b) => b.fill(fill, at, Math.min(length, at + 512)) },
    ];
    yield [
      "page zeroed",
      {
        name: `page at ${page}`,
        apply: (b) => b.fill(0, page, Math.min(length, page + pageBytes)),
      },
    ];
  }
}

/** @param places where in every file each kind of damage falls @param scratch a folder on a fast disk */
export function sweepDamage(options: {
  readonly folder: string;
  readonly scratch: string;
  readonly places: number;
  readonly seed: number;
}): DamageCount[] {
  const { dataDir, committed } = switchedOffLog(options.folder);
  const random = randomOf(options.seed);
  const place = mkdtempSync(join(options.scratch, "lineproof-"));
  const counts = new Map<string, DamageCount>();
  for (const file of damagedFiles) {
    const bytes = readFileSync(join(dataDir, file));
    for (const [kind, damage] of damages(bytes.length, options.places, random)) {
      const name = `${file}, ${kind}`;
      const fresh = {
        file,
        damage: kind,
        cases: 0,
        whole: 0,
        unsigned: 0,
        refused: new Map(),
        failures: [],
      };
      const count = counts.get(name) ?? fresh;
      counts.set(name, count);
      rmSync(place, { recursive: true, force: true });
      cpSync(dataDir, place, { recursive: true });
      const changed = damage.apply(Buffer.from(bytes));
      if (changed === undefined) rmSync(join(place, file));
      else writeFileSync(join(place, file), changed);
      tally(count, `${file}, ${damage.name}`, () => checkLog(place, committed, true));
    }
  }
  rmSync(place, { recursive: true, force: true });
  return [...counts.values()];
}

function tally(count: DamageCount, name: string, check: () => ReturnType<typeof checkLog>): void {
  count.cases += 1;
  try {
    const after = check();
    if (!after.opened) {
      count.refused.set(after.code, (count.refused.get(after.code) ?? 0) + 1);
      if (after.file === "undefined") count.failures.push(`${name}: ${after.code} names no file`);
    } else if (after.signs) count.whole += 1;
    else count.unsigned += 1;
  } catch (error) {
    count.failures.push(`${name}: ${String(error)}`);
  }
}
