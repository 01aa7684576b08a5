import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { gatewayUnit } from "./gateway-unit.ts";

const options = {
  config: "/etc/lineproof/gateway.yaml",
  data: "/var/lib/lineproof",
  command: [process.execPath, "/opt/lineproof/lineproof.mjs"],
  gateway: "gw1",
  user: "lineproof",
};

/** Keys of a section, as systemd.syntax(7) has them. */
function sectionOf(unit: string, name: string): ReadonlyMap<string, string> {
  const body = unit.split(/^\[/m).find((part) => part.startsWith(`${name}]`)) ?? "";
  const lines = body.split("\n").slice(1);
  return new Map(
    lines
      .filter((line) => line !== "")
      .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );
}

test("it is started again for ever, reloads by SIGHUP and writes into its data folder only", () => {
  const service = sectionOf(gatewayUnit(options), "Service");
  expect(Object.fromEntries(service)).toMatchObject({
    Type: "exec",
    ExecStart: `${process.execPath} /opt/lineproof/lineproof.mjs gateway run /etc/lineproof/gateway.yaml`,
    ExecReload: "/bin/kill -HUP $MAINPID",
    Restart: "always",
    ProtectSystem: "strict",
    ReadWritePaths: "/var/lib/lineproof",
    SupplementaryGroups: "dialout",
    NoNewPrivileges: "yes",
    CapabilityBoundingSet: "",
  });
  for (const closing of ["ProtectClock", "PrivateDevices", "DevicePolicy", "DeviceAllow"]) {
    expect(service.has(closing), closing).toBe(false);
  }
  expect(sectionOf(gatewayUnit(options), "Unit").get("StartLimitIntervalSec")).toBe("0");
});

test("blanks, percent and dollar signs in paths stay what they are", () => {
  const config = '/srv/我的 配置/100%/$HOME/"a".yaml';
  const start = sectionOf(gatewayUnit({ ...options, config }), "Service").get("ExecStart");
  expect(start).toContain('"/srv/我的 配置/100%%/$$HOME/\\"a\\".yaml"');
});

const hasSystemd = spawnSync("systemd-analyze", ["--version"]).status === 0;

test.skipIf(!hasSystemd)("systemd-analyze has nothing to say against it", () => {
  const folder = mkdtempSync(join(tmpdir(), "lineproof-unit-"));
  try {
    const data = join(folder, "data with blanks");
    mkdirSync(data);
    const file = join(folder, "lineproof-gateway.service");
    writeFileSync(file, gatewayUnit({ ...options, data }));
    const { status, stderr } = spawnSync("systemd-analyze", ["verify", file], {
      encoding: "utf8",
      timeout: 20_000,
    });
    const about = stderr.split("\n").filter((line) => line.includes("lineproof-gateway"));
    expect(about).toEqual([]);
    if (stderr === "") expect(status).toBe(0);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
