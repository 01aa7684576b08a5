// A hundred thousand wrong answers of an OPC UA server against the driver, many sessions at a time, from fixed
// seeds: no crash, no answer later than its limit, no error but the gateway's own, memory that does not grow.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ServerPki } from "../contract/opcua-fixture.ts";
import { fuzzedAddresses, recordSession } from "../contract/opcua-fuzz-fixture.ts";
import { escaped, fuzz } from "../kit/opcua-fuzz.ts";
import { writeResults } from "../kit/results-table.ts";
import { temporaryFolder } from "../kit/temporary-folder.ts";

const batches = 10;
const perBatch = 10_000;
const parallel = 24;
/** Heap after the first batches against that after the last, MB. */
const mostGrowth = 30;

let pki: ServerPki;
beforeAll(async () => {
  pki = await ServerPki.make({ from: new Date(Date.now() - 86_400_000), days: 10 });
});
afterAll(() => pki.remove());

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

function heapMegabytes(): number {
  collect();
  return process.memoryUsage().heapUsed / 1e6;
}

function addAll(sums: Map<string, number>, counts: ReadonlyMap<string, number>): void {
  for (const [name, count] of counts) sums.set(name, (sums.get(name) ?? 0) + count);
}

test("a hundred thousand wrong answers", async () => {
  const dataDir = temporaryFolder();
  const recording = await recordSession(pki, dataDir);
  const options = { recording, addresses: fuzzedAddresses, dataDir, messages: perBatch, parallel };
  const [changed, outcomes] = [new Map<string, number>(), new Map<string, number>()];
  const heap: number[] = [];
  let sessions = 0;
  for (let batch = 0; batch < batches; batch += 1) {
    const result = await fuzz({ ...options, seed: 1_001 + 37 * batch });
    expect(result.violations).toEqual([]);
    expect(escaped).toEqual([]);
    expect(result.leftOpen).toBe(0);
    addAll(changed, result.changed);
    addAll(outcomes, result.outcomes);
    sessions += result.sessions;
    heap.push(heapMegabytes());
  }
  const messages = [...changed.values()].reduce((sum, count) => sum + count, 0);
  writeResults(
    "opcua-fuzz",
    "Wrong answers of an OPC UA server against the driver",
    ["what", "count"],
    [
      ["sessions", sessions],
      ["wrong answers", messages],
      ...[...changed].sort().map(([name, count]): [string, number] => [`· ${name}`, count]),
      ...[...outcomes].sort().map(([name, count]): [string, number] => [`→ ${name}`, count]),
      ["heap after each tenth, MB", heap.map((megabytes) => megabytes.toFixed(0)).join(" ")],
      ["uncaught, late, foreign errors, connections left open", 0],
    ],
  );
  expect(messages).toBeGreaterThanOrEqual(batches * perBatch);
  expect((heap.at(-1) ?? 0) - (heap[1] ?? 0)).toBeLessThan(mostGrowth);
});
