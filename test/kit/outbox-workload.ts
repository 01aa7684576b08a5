// A gateway's disk work in small, as a program of its own: opens a log, commits, acknowledges, trims, signs
// checkpoints, closes, opens again. After every commit it appends to `.ack` how far the log has come, and that
// is what must be there afterwards. Prints the codes of what the disk refused; other errors are defects.
// Arguments: data folder, commits, records per commit.
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { ManualClock } from "#contracts/time.ts";
import { GatewayError } from "#gateway/errors.ts";
import { checkpointMaker } from "#gateway/evidence/checkpoint-maker.ts";
import { ClockTracker } from "#gateway/evidence/clock-tracker.ts";
import { openLog } from "#gateway/evidence/open-log.ts";
import { newRecords } from "#gateway/outbox/test-log.ts";

const [dataDir = "", commits = "", each = ""] = process.argv.slice(2);
const clock = new ManualClock(1_700_000_000_000);

/** False when the disk refused, which is said. */
function attempt(work: () => void): boolean {
  try {
    work();
    return true;
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    process.stdout.write(`${error.code}\n`);
    return false;
  }
}

function session(): void {
  const { outbox, key } = openLog({ dataDir, maxBytes: 1e9, historyBytes: 60_000 });
  const tracker = new ClockTracker(clock, outbox.clockState);
  const sign = checkpointMaker({ outbox, key, origin: "lineproof/s/g/x", clock, tracker });
  attempt(() => outbox.saveBdSeq((outbox.bdSeq ?? 0) + 1));
  for (let n = 0; n < Number(commits); n++) {
    const from = outbox.next;
    const done = attempt(() => outbox.commit(newRecords(from, from + Number(each)), 0));
    if (done) appendFileSync(join(dataDir, ".ack"), `${outbox.next}\n`);
    outbox.acknowledge(Math.max(0, outbox.next - 2 * Number(each)));
    if (n % 5 === 4) attempt(sign);
  }
  outbox.close();
}

for (let n = 0; n < 2; n++) attempt(session);
