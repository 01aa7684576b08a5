// The file of screens' reports: hours add up, a restart and a killed process keep what was taken, damage and
// strangers are told apart.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { hourMs } from "#contracts/fact.ts";
import { ManualClock } from "#contracts/time.ts";
import { DashboardsError } from "../errors.ts";
import { type OpenDisplayLedger, openDisplayLedger } from "./display-ledger.ts";

const hour = Date.UTC(2026, 2, 2, 3);
let folder: string;
let clock: ManualClock;
let lines: string[];
const opened: OpenDisplayLedger[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lineproof-display-"));
  clock = new ManualClock(hour + 60_000);
  lines = [];
});
afterEach(async () => {
  for (const each of opened.splice(0)) each.close();
  await rm(folder, { recursive: true });
});

const file = () => join(folder, "data", "display.sqlite");

function open(): OpenDisplayLedger {
  const ledger = openDisplayLedger({ file: file(), clock, log: (line) => lines.push(line) });
  opened.push(ledger);
  return ledger;
}

test("counts add up by hour, and a span asks for every hour that it touches", () => {
  const ledger = open();
  ledger.add("a", [
    {
      kind: "state",
      buckets: [
        [127, 2],
        [15, 1],
      ],
    },
  ]);
  ledger.add("a", [{ kind: "state", buckets: [[127, 3]] }]);
  ledger.add("b", [{ kind: "energy", buckets: [[7, 9]] }]);
  clock.advance(hourMs);
  ledger.add("a", [{ kind: "process", buckets: [[31, 4]] }]);
  const first = {
    hour,
    kind: "state",
    buckets: [
      [15, 1],
      [127, 5],
    ],
  };
  const second = { hour: hour + hourMs, kind: "process", buckets: [[31, 4]] };
  expect(ledger.facts("a", hour, hour + 2 * hourMs)).toEqual([first, second]);
  expect(ledger.facts("a", hour + hourMs - 1, hour + hourMs)).toEqual([first]);
  expect(ledger.facts("a", hour + hourMs, hour + hourMs + 1)).toEqual([second]);
  expect(ledger.facts("a", hour + 2 * hourMs, hour + 9 * hourMs)).toEqual([]);
  expect(ledger.facts("c", 0, hour + 9 * hourMs)).toEqual([]);
});

test("a restart keeps what was counted and goes on counting", () => {
  const before = open();
  before.add("a", [{ kind: "state", buckets: [[127, 2]] }]);
  before.close();
  const after = open();
  after.add("a", [{ kind: "state", buckets: [[127, 1]] }]);
  expect(after.facts("a", hour, hour + 1)).toEqual([{ hour, kind: "state", buckets: [[127, 3]] }]);
  expect(lines).toEqual([]);
});

/** Adds one display after another in a process of its own until it is killed; how many it had taken. */
async function killedWhileReporting(): Promise<number> {
  const ledger = new URL("./display-ledger.ts", import.meta.url).href;
  const program = `
    import { writeSync } from "node:fs";
    import { openDisplayLedger } from ${JSON.stringify(ledger)};
    const clock = { now: () => ${hour} };
    const ledger = openDisplayLedger({ file: ${JSON.stringify(file())}, clock, log: () => {} });
    for (let taken = 1; ; taken++) {
      ledger.add("a", [{ kind: "state", buckets: [[127, 1]] }]);
      writeSync(1, taken + "\\n");
    }`;
  const child = spawn(process.execPath, ["--input-type=module-typescript", "--eval", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.on("data", (text) => {
    said += text;
  });
  await expect.poll(() => said.split("\n").length, { timeout: 15_000 }).toBeGreaterThan(20);
  child.kill("SIGKILL");
  await once(child, "close");
  return Number(said.split("\n").slice(0, -1).at(-1));
}

const counted = (ledger: OpenDisplayLedger) =>
  ledger.facts("a", hour, hour + 1)[0]?.buckets[0]?.[1];

test("a killed process loses no report that it had taken", async () => {
  const taken = await killedWhileReporting();
  // The last one may have been counted and not said.
  expect([taken, taken + 1]).toContain(counted(open()));
  expect(lines).toEqual([]);
});

test("a torn tail costs the last transaction and nothing else", async () => {
  const taken = await killedWhileReporting();
  const wal = `${file()}-wal`;
  await truncate(wal, (await stat(wal)).size - 1000);
  expect([taken - 1, taken, taken + 1]).toContain(counted(open()));
  expect(lines).toEqual([]);
});

test.each([
  [
    "is no database",
    async () => writeFile(file(), "no database at all, but long enough".repeat(200)),
  ],
  [
    "has a damaged page",
    async () => {
      const bytes = await readFile(file());
      for (let at = 4096; at < bytes.length; at++) bytes[at] = 0xaa;
      await writeFile(file(), bytes);
    },
  ],
])("a file that %s is set aside with a word, and counting begins anew", async (_, damage) => {
  const before = open();
  for (let site = 0; site < 200; site++) {
    before.add(`site-${site}`, [
      {
        kind: "state",
        buckets: [
          [127, 2],
          [15, 1],
          [7, 1],
        ],
      },
    ]);
  }
  before.close();
  await damage();
  const after = open();
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain(`${file()}.aside-${clock.now()}`);
  expect(await readdir(join(folder, "data"))).toContain(`display.sqlite.aside-${clock.now()}`);
  after.add("site-1", [{ kind: "state", buckets: [[127, 1]] }]);
  expect(after.facts("site-1", hour, hour + 1)).toEqual([
    { hour, kind: "state", buckets: [[127, 1]] },
  ]);
});

test("a database of another program or version is refused and left alone", () => {
  open().close();
  const stranger = new DatabaseSync(file());
  stranger.exec("PRAGMA user_version = 9");
  stranger.close();
  expect(() => open()).toThrowError(DashboardsError);
  expect(() => open()).toThrowError(
    expect.objectContaining({
      code: "DASHBOARDS_DISPLAY_OPEN",
      detail: expect.objectContaining({
        path: file(),
        reason: expect.stringContaining("layout 9"),
      }),
    }),
  );
  expect(existsSync(file())).toBe(true);
  expect(lines).toEqual([]);
});

test("a folder that cannot be made is told with its path", async () => {
  await writeFile(join(folder, "data"), "");
  expect(() => open()).toThrowError(
    expect.objectContaining({
      code: "DASHBOARDS_DISPLAY_OPEN",
      detail: expect.objectContaining({ path: file() }),
    }),
  );
});
