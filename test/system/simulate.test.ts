// `lineproof simulate …` as a user runs it: words, exit codes, files, and nothing wider than a terminal.
import { spawnSync } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { shippedScenarios } from "../../bin/simulate/scenario-source.ts";
import { columnsOf } from "../../bin/terminal-text.ts";
import { startProcess } from "../kit/processes.ts";
import { temporaryFolder } from "../kit/temporary-folder.ts";

const command = fileURLToPath(new URL("../../bin/lineproof.ts", import.meta.url));

function simulate(...args: string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, "simulate", ...args], {
    encoding: "utf8",
    timeout: 60_000,
  });
  return { code: status, out: stdout, err: stderr };
}

function scenario(folder: string, plants: string): string {
  const file = join(folder, "scenario.yaml");
  writeFileSync(
    file,
    `format: lineproof/scenario/1\nname: { zh: 试, en: test }\nplants:\n${plants}\n`,
  );
  return file;
}

test("list names every scenario, line, product, fault and cheat in 80 columns", () => {
  const { code, out } = simulate("list");
  expect(code).toBe(0);
  for (const name of shippedScenarios()) expect(out).toContain(`  ${name} `);
  for (const word of ["panel-line", "dtsu666", "sensor-drift", "frozen-signal"]) {
    expect(out).toContain(word);
  }
  for (const line of out.split("\n")) expect(columnsOf(line), line).toBeLessThanOrEqual(80);
});

test("help fits into 80 columns", () => {
  const { code, out } = simulate("--help");
  expect(code).toBe(0);
  for (const line of out.split("\n")) expect(columnsOf(line), line).toBeLessThanOrEqual(80);
});

test("a run says where its plants answer, ends by itself and leaves the truth, which truth tells", () => {
  const folder = temporaryFolder();
  const truth = join(folder, "truth.jsonl");
  const file = scenario(
    folder,
    `  - id: hall
    line: press-hall
    listen: { modbus: { port: 0 } }
    faults: [{ kind: sensor-stuck, point: zone-1.temperature.pv }]`,
  );
  const run = simulate("run", file, "--plain", "--for", "2500ms", "--truth", truth);
  expect(run).toMatchObject({ code: 0, err: "" });
  expect(run.out).toMatch(/^hall: press-hall\n {2}Modbus TCP 127\.0\.0\.1:\d+\n$/);
  const told = simulate("truth", truth);
  expect(told.code).toBe(0);
  expect(told.out).toContain("hall: press-hall");
  expect(told.out).toMatch(/状态 states: running 100\.0 %/);
  expect(told.out).toMatch(/sensor-stuck @ zone-1\.temperature\.pv {2}20\d\d-/);
  for (const line of told.out.split("\n").slice(1)) expect(columnsOf(line)).toBeLessThanOrEqual(80);
  const json = simulate("truth", truth, "--json", "--plant", "hall");
  expect(JSON.parse(json.out)).toMatchObject([{ plants: [{ id: "hall", line: "press-hall" }] }]);
  expect(simulate("truth", truth, "--plant", "mill")).toMatchObject({ code: 1 });
});

test("a scenario with many faults is refused once, with every path and mend", async () => {
  const folder = temporaryFolder();
  const server = createServer();
  onTestFinished(() => {
    server.close();
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" ? (address?.port ?? 0) : 0);
    });
  });
  const file = scenario(
    folder,
    `  - id: hall
    line: press-hall
    listen: { modbus: { port: ${port} }, rtu: { path: ${join(folder, "ttyS9")} } }
    faults: [{ kind: sensor-stuck, point: zone-3.temperature.pv }, { kind: slow-device, unit: 9, delay: 1s }]
    cheats: [{ kind: frozen-signal, point: zone-1.temperature, afterSeconds: 1 }]`,
  );
  const { code, err } = simulate("run", file, "--plain", "--data", join(folder, "data"));
  expect(code).toBe(1);
  expect(err).toContain("[SIMULATORS_SCENARIO_INVALID]");
  for (const path of [
    "plants[0].cheats[0].point",
    "plants[0].faults[0].point",
    "plants[0].faults[1].unit",
    "plants[0].listen.modbus.port",
    "plants[0].listen.rtu.path",
  ]) {
    expect(err).toContain(`  ${path}: `);
  }
  expect(err).toContain(`127.0.0.1:${port} is in use`);
});

test("unknown words, scenarios and options are told with what there is", () => {
  expect(simulate("fly").err).toContain("list, run, replay, truth");
  const unknown = simulate("run", "panel-lime");
  expect(unknown.code).toBe(1);
  expect(unknown.err).toContain("panel-line");
  expect(simulate("run", "press-hall", "--days", "2").err).toContain("--fast");
  expect(simulate("run", "press-hall", "--fast").err).toContain("--from");
  const idle = simulate("run", "press-hall", "--fast", "--truth", "t.jsonl", "--for", "1s");
  expect(idle.err).toContain("--truth, --for does not go with --fast");
  expect(simulate("replay", "a.csv", "--mode", "step", "--speed", "2").err).toContain("timed only");
});

test.each([
  ["a while", "a duration is 45s"],
  ["900h", "at most 596h"],
])("--for %s is refused before a port is opened, and nothing runs on", (limit, mend) => {
  const { code, out, err } = simulate("run", "press-hall", "--port", "0", "--for", limit);
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toContain(mend);
});

test("a data folder that cannot be made is named, and nothing runs on", () => {
  const folder = temporaryFolder();
  const file = scenario(
    folder,
    "  - { id: hall, line: press-hall, listen: { modbus: { port: 0 } } }",
  );
  const run = simulate("run", file, "--plain", "--cassette", "--data", join(file, "kept"));
  expect(run).toMatchObject({ code: 1, out: "" });
  expect(run.err).toMatch(
    /^\[SIMULATORS_CASSETTE_UNWRITABLE\] [^\n]+scenario\.yaml\/kept[^\n]+\n$/,
  );
});

test.skipIf(!existsSync("/dev/full"))("an output that takes nothing ends a run in order", () => {
  const folder = temporaryFolder();
  const truth = join(folder, "truth.jsonl");
  const file = scenario(
    folder,
    "  - { id: hall, line: press-hall, listen: { modbus: { port: 0 } } }",
  );
  const full = openSync("/dev/full", "w");
  const { status, stderr } = spawnSync(
    process.execPath,
    [command, "simulate", "run", file, "--plain", "--for", "50s", "--truth", truth],
    { encoding: "utf8", timeout: 30_000, stdio: ["ignore", full, "pipe"] },
  );
  closeSync(full);
  expect(status).toBe(1);
  expect(stderr).toMatch(/^写不出输出 · cannot write the output: ENOSPC[^\n]*\n$/);
  expect(simulate("truth", truth).code).toBe(0);
});

test("damaged truth files of one run are all told", () => {
  const folder = temporaryFolder();
  for (const plant of ["a", "b"]) {
    mkdirSync(join(folder, plant));
    writeFileSync(join(folder, plant, "truth.jsonl"), '{"at":');
  }
  const { code, err } = simulate("truth", folder);
  expect(code).toBe(1);
  for (const plant of ["a", "b"]) expect(err).toContain(join(folder, plant, "truth.jsonl"));
});

test("SIGTERM ends a run in order, counters kept", async () => {
  const folder = temporaryFolder();
  const file = scenario(
    folder,
    `  - { id: line, line: panel-line, listen: { modbus: { port: 0 } }, retain: kept/line.json }`,
  );
  const data = join(folder, "data");
  mkdirSync(data);
  const child = await startProcess("plant", ["simulate", "run", file, "--data", data]);
  child.kill("SIGTERM");
  expect(await child.exited).toBe("0");
  expect(readFileSync(join(data, "kept", "line.json"), "utf8")).toContain("panel-line");
  expect(existsSync(join(data, "line"))).toBe(false);
});

test("a fast run writes logs and truth into a new folder, and refuses a used one", () => {
  const folder = temporaryFolder();
  const args = ["run", "ordered-stop", "--fast", "--days", "0.02", "--out", join(folder, "out")];
  const first = simulate(...args);
  expect(first.code).toBe(0);
  expect(first.out).toMatch(/wenan-panel +\d+ +/);
  // The folder's name is the test's own.
  for (const line of first.out.split("\n").filter((line) => !line.includes(folder))) {
    expect(columnsOf(line), line).toBeLessThanOrEqual(80);
  }
  for (const plant of ["wenan-panel", "bazhou-furniture", "dacheng-rockwool"]) {
    expect(existsSync(join(folder, "out", plant, "gateway", "outbox.db"))).toBe(true);
  }
  expect(
    simulate("truth", join(folder, "out")).out.match(/: (panel|furniture|rock)/g),
  ).toHaveLength(3);
  const again = simulate(...args);
  expect(again.code).toBe(1);
  expect(again.err).toContain("[BIN_DATA_DIR]");
  const blocked = join(folder, "file");
  writeFileSync(blocked, "");
  const { code, err } = simulate(...args.with(-1, blocked));
  expect(code).toBe(1);
  // One line, no stack: the folder, what to do with it, and the disk's own word.
  expect(err).toMatch(
    /^\[BIN_CHILD_FAILED\] [^\n]+file\/[a-z-]+ are not whole[^\n]+ENOTDIR[^\n]+\n$/,
  );
});

test("an outage of thirteen hours leaves no hole in the log, and the truth names it", () => {
  const out = join(temporaryFolder(), "out");
  const run = simulate("run", "outage-13h", "--fast", "--out", out);
  expect(run.code).toBe(0);
  const [told] = JSON.parse(simulate("truth", out, "--json").out) as {
    from: number;
    plants: { acts: { kind: string; from: number; to: number }[] }[];
  }[];
  const hour = 3_600_000;
  const [act, ...more] = told?.plants[0]?.acts ?? [];
  expect(more).toEqual([]);
  expect(act?.kind).toBe("gateway-network-outage");
  // Truth has a line a minute.
  expect((act?.from ?? 0) - (told?.from ?? 0)).toBe(6 * hour);
  expect((act?.to ?? 0) - (act?.from ?? 0)).toBe(13 * hour - 60_000);
  // One scan of every equipment each ten seconds, for a day: the gateway recorded on.
  const [, points, scans] = /wenan-panel +(\d+) +([\d,]+)/.exec(run.out) ?? [];
  expect(Number(points)).toBeGreaterThan(200);
  expect(Number(scans?.replaceAll(",", "")) % 8_640).toBe(0);
});
