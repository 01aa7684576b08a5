// What a start does to a folder: keeps what the demo made, begins anew on demand, never touches another's.
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { CommandError } from "../errors.ts";
import { writeDemoFolder } from "./demo-folder.ts";

const ports = { web: 1, mqtt: 2, modbus: [3, 4, 5], silent: 6, opcua: [7, 8, 9] };

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "lineproof-demo-folder-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function write(folder: string, fresh = false) {
  return writeDemoFolder({ folder, fresh, ports, now: 0 });
}

function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof CommandError) return error.code;
    throw error;
  }
  return "not refused";
}

test("a second start keeps secrets and what the processes left", () => {
  const folder = emptyFolder();
  const [site] = write(folder).sites;
  const secret = join(folder, site!.site.id, "gateway-secret");
  const first = readFileSync(secret, "utf8");
  const kept = join(folder, "centre.journal");
  writeFileSync(kept, "");
  write(folder);
  expect(readFileSync(secret, "utf8")).toBe(first);
  expect(statSync(secret).mode & 0o777).toBe(0o600);
  expect(existsSync(kept)).toBe(true);
});

test("--fresh begins anew, with another secret", () => {
  const folder = emptyFolder();
  const [site] = write(folder).sites;
  const secret = join(folder, site!.site.id, "gateway-secret");
  const first = readFileSync(secret, "utf8");
  const kept = join(folder, "centre.journal");
  writeFileSync(kept, "");
  write(folder, true);
  expect(existsSync(kept)).toBe(false);
  expect(readFileSync(secret, "utf8")).not.toBe(first);
});

test("a folder of somebody else is neither deleted nor written to", () => {
  const folder = emptyFolder();
  const own = join(folder, "thesis.txt");
  writeFileSync(own, "years of work");
  expect(refusal(() => write(folder))).toBe("BIN_DATA_DIR");
  expect(refusal(() => write(folder, true))).toBe("BIN_DATA_DIR");
  expect(readFileSync(own, "utf8")).toBe("years of work");
});

test("a folder of an earlier demo is named with the mend, and --fresh takes it", () => {
  const folder = emptyFolder();
  writeFileSync(join(folder, "lineproof-demo"), "");
  expect(refusal(() => write(folder))).toBe("BIN_DATA_OLD");
  expect(() => write(folder)).toThrow(/--fresh/);
  expect(refusal(() => write(folder, true))).toBe("not refused");
});
