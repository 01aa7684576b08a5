// SIGKILL of gateway, broker or ingest at random moments loses nothing and doubles nothing.
// 200 kills and more seeds run in test/long.
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { killSweep } from "../kit/kill-sweep.ts";
import { testWith } from "../kit/peers.ts";
import { temporaryFolder } from "../kit/temporary-folder.ts";

const scenario = fileURLToPath(
  new URL("../../simulators/scenarios/press-hall.yaml", import.meta.url),
);

testWith("mosquitto")(
  "after ten kills the ledger closes: lost 0, duplicated 0, the log verifies",
  async () => {
    const result = await killSweep({
      folder: temporaryFolder(),
      kills: 10,
      seed: 20231109,
      pauseMs: 1500,
      scenario,
    });
    expect(Object.values(result.kills).reduce((a, b) => a + b)).toBe(10);
    expect(result.records).toBeGreaterThan(100);
    expect(result).toMatchObject({ lost: 0, duplicated: 0, verifiedSize: result.records });
  },
);
