// Programs that nobody here wrote. A laptop may lack them and says so; CI may not.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { test } from "vitest";
import { chromiumPath } from "./chromium.ts";

function onPath(command: string): boolean {
  return spawnSync("sh", ["-c", `command -v ${command}`]).status === 0;
}

export const peers = {
  mosquitto: () => onPath("mosquitto"),
  mbpoll: () => onPath("mbpoll"),
  openssl: () => onPath("openssl"),
  pymodbus: () => spawnSync("/usr/bin/python3", ["-c", "import pymodbus"]).status === 0,
  gcc: () => onPath("gcc"),
  faketime: () => onPath("faketime"),
  libmodbus: () =>
    spawnSync("/usr/bin/python3", ["-c", "import ctypes; ctypes.CDLL('libmodbus.so.5')"]).status ===
    0,
  socat: () => onPath("socat"),
  chromium: () => existsSync(chromiumPath),
  recordedSeries: () => existsSync(recordedSeries),
} as const;

/** Recorded industrial series, beside the checkout where the project is developed; never in it. */
export const recordedSeries = new URL("../../../shared/data/skab_anomaly_free.csv", import.meta.url)
  .pathname;

/**
 * `test`, or a visible skip when a peer is missing. With LINEPROOF_REQUIRE_PEERS it is never skipped,
 * so that a missing peer fails.
 */
export function testWith(...names: (keyof typeof peers)[]) {
  const missing = names.filter((name) => !peers[name]());
  const required = process.env.LINEPROOF_REQUIRE_PEERS !== undefined;
  return missing.length > 0 && !required ? test.skip : test;
}
