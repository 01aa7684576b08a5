// 200 SIGKILLs of gateway, broker and ingest, over several seeds; the table goes into docs/results.
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { type KillSweepResult, killSweep } from "../kit/kill-sweep.ts";
import { testWith } from "../kit/peers.ts";
import { writeResults } from "../kit/results-table.ts";
import { temporaryFolder } from "../kit/temporary-folder.ts";

const scenario = fileURLToPath(
  new URL("../../simulators/scenarios/press-hall.yaml", import.meta.url),
);
const seeds = [1, 2, 3, 4];
const killsPerSeed = 50;

testWith("mosquitto")(
  "after 200 kills every ledger closes: lost 0, duplicated 0, every log verifies",
  async () => {
    const results: (KillSweepResult & { seed: number })[] = [];
    for (const seed of seeds) {
      results.push({
        seed,
        ...(await killSweep({
          folder: temporaryFolder(),
          kills: killsPerSeed,
          seed,
          pauseMs: 1500,
          scenario,
        })),
      });
    }
    writeResults(
      "kill-sweep",
      "SIGKILL at random moments",
      [
        "seed",
        "kills gateway / broker / ingest",
        "records",
        "lost",
        "duplicated",
        "log verified to",
      ],
      results.map((result) => [
        result.seed,
        `${result.kills.gateway} / ${result.kills.broker} / ${result.kills.ingest}`,
        result.records,
        result.lost,
        result.duplicated,
        result.verifiedSize,
      ]),
    );
    for (const result of results) {
      expect(result).toMatchObject({ lost: 0, duplicated: 0, verifiedSize: result.records });
    }
  },
);
