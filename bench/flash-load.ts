// A gateway's outbox for some minutes of its life, as fast as the disk takes it: records come evenly, every commit
// interval they are written, every ten seconds a checkpoint is signed, and what was delivered is trimmed.
// Arguments: data folder, commit interval ms, seconds of life, records per second, samples per record.
import type { ScanRecord } from "#contracts/record.ts";
import { encodeRecord } from "#contracts/record-bytes.ts";
import { ManualClock } from "#contracts/time.ts";
import { GatewayError } from "#gateway/errors.ts";
import { checkpointMaker } from "#gateway/evidence/checkpoint-maker.ts";
import { ClockTracker } from "#gateway/evidence/clock-tracker.ts";
import { openLog } from "#gateway/evidence/open-log.ts";

const [dataDir = "", ...numbers] = process.argv.slice(2);
const [commitMs = 0, seconds = 0, rate = 0, samples = 0] = numbers.map(Number);
const clock = new ManualClock(1_700_000_000_000);
// Small enough that trimming is part of the figure, as it is in every gateway after some days.
const { outbox, key } = openLog({ dataDir, maxBytes: 2 ** 30, historyBytes: 2 ** 22 });
if (key instanceof GatewayError) throw key;
const tracker = new ClockTracker(clock, "unknown");
const sign = checkpointMaker({
  outbox,
  key,
  origin: "lineproof-sim/bench/flash/0",
  clock,
  tracker,
});

function scan(n: number): ScanRecord {
  const sourceTime = clock.now();
  const values = Array.from({ length: samples }, (_, i) => ({
    signal: `signal.${i}`,
    sourceTime,
    kind: "float" as const,
    value: Math.fround(n + i / 7),
    status: 0,
    flag: "N" as const,
  }));
  return {
    kind: "scan",
    gatewayTime: sourceTime,
    equipment: `machine-${n % rate}`,
    scanGroup: "fast",
    samples: values,
  };
}

let made = 0;
for (let at = commitMs; at <= seconds * 1000; at += commitMs) {
  clock.advance(commitMs);
  const group = [];
  for (; made < (at * rate) / 1000; made++) {
    const bytes = encodeRecord(scan(made));
    const prefixed = new Uint8Array(bytes.length + 1);
    prefixed.set(bytes, 1);
    group.push({ gatewayTime: clock.now(), prefixed });
  }
  if (group.length > 0) outbox.commit(group, clock.now());
  outbox.acknowledge(outbox.next);
  if (at % 10_000 === 0) sign();
}
process.stdout.write(`${outbox.next}\n`);
outbox.close();
