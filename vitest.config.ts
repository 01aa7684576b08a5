import { defineConfig } from "vitest/config";

// unit: pure logic beside the code. contract: one part against real sockets and peers, on free ports. system: whole
// chains of real processes; browser: headless Chromium against the built dashboard; these mostly wait, two files at a time. long: swept by `npm run test:long` only.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: [
            "{contracts,simulators,gateway,ingest,scoring,dashboards,bin}/**/*.test.{ts,tsx}",
          ],
          testTimeout: 20_000,
          // Both cores of a small machine; the others run one file at a time and mostly wait.
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: "contract",
          sequence: { groupOrder: 1 },
          include: ["test/{contract,golden}/**/*.test.ts", "test/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: "system",
          sequence: { groupOrder: 2 },
          include: ["test/system/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: "browser",
          sequence: { groupOrder: 2 },
          include: ["test/browser/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: "long",
          sequence: { groupOrder: 3 },
          include: ["test/long/**/*.test.ts"],
          testTimeout: 3_600_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
