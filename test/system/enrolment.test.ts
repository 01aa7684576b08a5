// Joining a centre with real processes and their commands alone, as two people do it: one at the centre, one at the
// gateway.
import { execFile } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test, vi } from "vitest";
import { gatewayFile, siteLineModel } from "../contract/enrolment-fixture.ts";
import { freePort } from "../kit/free-port.ts";
import { gatewayStatus, startProcess } from "../kit/processes.ts";
import { temporaryFolder } from "../kit/temporary-folder.ts";

const lineproof = fileURLToPath(new URL("../../bin/lineproof.ts", import.meta.url));
const soon = { timeout: 15_000, interval: 50 };

type Ended = { readonly code: number; readonly said: string };

/** Runs a command to its end. */
function command(...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [lineproof, ...args], { timeout: 30_000 }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), said: out + err });
    });
  });
}

test("code, enrol, run, revoke: every step by its command, the centre running all the while", async () => {
  const folder = temporaryFolder();
  const [mqtt, enrolmentPort] = [await freePort(), await freePort()];
  const serveFile = join(folder, "serve.json");
  writeFileSync(join(folder, "model.json"), JSON.stringify(siteLineModel("site-a")));
  const tls = { port: mqtt, enrolmentPort, hosts: ["127.0.0.1"] };
  writeFileSync(
    serveFile,
    JSON.stringify({
      ingest: {
        data: "centre",
        broker: { embedded: { port: 0, tls } },
        sites: [{ lineModel: "model.json" }],
      },
      http: { port: 0 },
    }),
  );
  await startProcess("centre", ["serve", serveFile]);

  const made = await command(
    "enrolment",
    "code",
    serveFile,
    "--site",
    "site-a",
    "--gateway",
    "gw-1",
  );
  expect(made).toMatchObject({ code: 0 });
  const [code = ""] = /LP1(?:-[0-9A-Z]{5}){9}/.exec(made.said) ?? [];
  const [address = ""] = /https:\/\/[\d.]+:\d+/.exec(made.said) ?? [];
  expect(address).toBe(`https://127.0.0.1:${enrolmentPort}`);

  const data = join(folder, "data");
  const file = gatewayFile({ id: "gw-1", site: "site-a", simulated: true, data });
  const early = await command("gateway", file, "--check");
  expect(early.said).toContain("lineproof gateway enrol");
  expect(existsSync(data)).toBe(false);

  const enrolled = await command("gateway", "enrol", file, "--centre", address, "--code", code);
  expect(enrolled).toMatchObject({ code: 0 });
  const gateway = await startProcess("gateway", ["gateway", file]);
  await vi.waitUntil(async () => (await gatewayStatus(gateway)).edge.acknowledged >= 2, soon);

  const busy = await command("gateway", "enrol", file, "--centre", address, "--code", code);
  expect(busy.said).toContain("GATEWAY_OUTBOX_LOCKED");

  const listed = await command("enrolment", "list", serveFile, "--json");
  const { log } = (await gatewayStatus(gateway)).edge;
  expect(JSON.parse(listed.said)).toMatchObject({
    site: "site-a",
    gateway: "gw-1",
    log,
    endedAt: null,
  });

  const revoked = await command(
    "enrolment",
    "revoke",
    serveFile,
    "--site",
    "site-a",
    "--gateway",
    "gw-1",
  );
  expect(revoked).toMatchObject({ code: 0 });
  await vi.waitUntil(async () => !(await gatewayStatus(gateway)).edge.connected, soon);
  expect(readFileSync(join(data, "enrolment", "grant.json"), "utf8")).not.toContain("PRIVATE");
}, 60_000);
