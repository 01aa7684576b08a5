// From nothing to a running gateway as a technician does it: init, scan, check, import, watch, doctor; real processes
// on real sockets, and nothing wider than a terminal.
import { spawnSync } from "node:child_process";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import type { Child } from "../../bin/process/child.ts";
import { columnsOf } from "../../bin/terminal-text.ts";
import { freePort } from "../kit/free-port.ts";
import { startProcess } from "../kit/processes.ts";
import { temporaryFolder } from "../kit/temporary-folder.ts";

const command = fileURLToPath(new URL("../../bin/lineproof.ts", import.meta.url));

function lineproof(folder: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], {
    cwd: folder,
    encoding: "utf8",
    timeout: 60_000,
    // Not a terminal, as in every other script.
    input: "",
  });
  return { code: status, out: stdout, err: stderr };
}

function expectNarrow(text: string): void {
  for (const line of text.split("\n")) expect(columnsOf(line), line).toBeLessThanOrEqual(80);
}

/** Starts the press hall: an SDM630 as unit 1, two E5CC as 11 and 12. */
async function pressHall(
  folder: string,
): Promise<{ readonly child: Child; readonly port: number }> {
  const port = await freePort();
  const child = await startProcess("hall", [
    "simulate",
    "run",
    "press-hall",
    "--plain",
    "--port",
    String(port),
    "--data",
    join(folder, "simulation"),
  ]);
  return { child, port };
}

test("init, scan, check, watch and doctor against a simulated hall", {
  timeout: 60_000,
}, async () => {
  const folder = temporaryFolder();
  const { child: hall, port } = await pressHall(folder);
  const wire = `modbus-tcp:127.0.0.1:${port}`;

  const scan = lineproof(folder, "gateway", "scan", "--connection", wire, "--units", "1-14");
  expect(scan.code).toBe(0);
  expectNarrow(scan.out);
  expect(scan.out).toMatch(/sdm630.*sure/);
  expect(scan.out).toContain("template: e5cc");
  expect(scan.out).toContain("找到 3 台");

  const made = ["gateway", "init", "gw.yaml", "--site", "s1", "--gateway", "gw1"];
  const answers = ["--broker", "mqtt://127.0.0.1:1", "--connection", wire];
  const devices = ["--template", "sdm630", "--unit", "1", "--template", "e5cc", "--unit", "11"];
  const init = lineproof(folder, ...made, ...answers, ...devices);
  expect(init).toMatchObject({ code: 0, err: "" });
  expect(init.out).toContain("lineproof gateway check gw.yaml");
  expect(lineproof(folder, "gateway", "gw.yaml", "--check").code).toBe(0);
  const again = lineproof(folder, ...made, ...answers);
  expect(again).toMatchObject({ code: 1 });
  expect(again.err).toContain("BIN_FILE_EXISTS");

  const good = lineproof(folder, "gateway", "check", "gw.yaml");
  expect(good).toMatchObject({ code: 0, err: "" });
  expectNarrow(good.out);
  expect(good.out).toMatch(/✓ frequency +(49|50)[.\d]* Hz +\[45, 65\] +4[0-9A-F]{3} [0-9A-F]{4}/);

  // Words swapped, and no such unit: what a wrong map looks like.
  const file = join(folder, "gw.yaml");
  const local = await freePort();
  const text = readFileSync(file, "utf8");
  const wrong = text
    .replace("template: e5cc", "template: e5cc\n    signals: []")
    .replace(
      "unit: 1 ",
      'signals: [{ id: voltage.l1, address: "input:0:float32,order=CDAB" }]\n    unit: 1 ',
    )
    .replace("unit: 11 ", "unit: 13 ");
  writeFileSync(join(folder, "wrong.yaml"), wrong);
  const bad = lineproof(folder, "gateway", "check", "wrong.yaml", "--json");
  expect(bad.code).toBe(1);
  const report = JSON.parse(bad.out) as {
    equipment: {
      signals: { signal: string; verdict: string; decodings: { as: string; value: number }[] }[];
      notAsked: number;
    }[];
  };
  const voltage = report.equipment[0]?.signals.find(({ signal }) => signal === "voltage.l1");
  expect(voltage?.decodings[0]?.as).toBe("input:0:float32,unit=1");
  expect(voltage?.decodings[0]?.value).toBeGreaterThan(200);
  // Two questions were enough to know that nobody is there.
  expect(report.equipment[1]?.signals).toHaveLength(2);
  expect(report.equipment[1]?.notAsked).toBeGreaterThan(3);

  writeFileSync(file, `${text}local: { port: ${local} }\n`);
  const gateway = await startProcess("gateway", ["gateway", file]);
  const watch = lineproof(
    folder,
    "gateway",
    "watch",
    "gw.yaml",
    "--once",
    "--equipment",
    "sdm630-1",
  );
  expect(watch).toMatchObject({ code: 0, err: "" });
  expect(watch.out).toContain("gw1 @ s1");
  expect(watch.out).toMatch(/sdm630-1: (up|unknown)/);
  expect(watch.out).toContain("voltage.l1");
  const doctor = lineproof(folder, "doctor", "gw.yaml", "--zip", "d.zip");
  expect(doctor.out).toContain("网关在运行");
  expectNarrow(doctor.out.replaceAll(folder, ""));
  expect(statSync(join(folder, "d.zip")).mode & 0o077).toBe(0);
  await gateway.stop(5_000);
  await hall.stop(5_000);

  const gone = lineproof(folder, "gateway", "watch", "gw.yaml", "--once");
  expect(gone).toMatchObject({ code: 1 });
  expect(gone.err).toContain("GATEWAY_WATCH_UNREACHABLE");
  const sick = lineproof(folder, "doctor", "gw.yaml", "--json");
  expect(sick.code).toBe(1);
  const { results } = JSON.parse(sick.out) as {
    results: { id: string; findings: { level: string; said: string }[] }[];
  };
  const finding = (id: string) => results.find((each) => each.id === id)?.findings[0];
  expect(finding("reachability")).toMatchObject({ level: "fail" });
  expect(finding("outbox")?.said).toMatch(/records 0–\d+/);
});

test("a list is imported, or every row that cannot be is told", () => {
  const folder = temporaryFolder();
  const blank = lineproof(folder, "gateway", "import", "--template-out", "list.csv");
  expect(blank).toMatchObject({ code: 0, err: "" });
  const read = lineproof(folder, "gateway", "import", "list.csv", "--out", "signals.yaml");
  expect(read).toMatchObject({ code: 0, err: "" });
  expectNarrow(read.out);
  expect(read.out).toContain("40001 → holding:0");
  expect(readFileSync(join(folder, "signals.yaml"), "utf8")).toContain(
    '{ id: press.temperature, address: "holding:0:float32,order=CDAB" }',
  );
  writeFileSync(
    join(folder, "bad.csv"),
    "名称,地址,类型\n甲,40001,REAL\n乙,D100,INT\n丙,40003,什么\n",
  );
  const bad = lineproof(folder, "gateway", "import", "bad.csv");
  expect(bad.code).toBe(1);
  expectNarrow(bad.out.replaceAll(/--plc \S+( \| \S+)*/g, ""));
  expect(bad.out).toMatch(/✗ +B3 /);
  expect(bad.out).toMatch(/✗ +C4 /);
});
