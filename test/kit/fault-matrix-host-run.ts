// All faults of the gateway's computer in one run: those of one computer one after the other, those of others beside.
import { join } from "node:path";
import { expect } from "vitest";
import { faultKinds } from "#simulators/faults/registry.ts";
import { fastRow } from "./fault-matrix-fast.ts";
import { HostSite } from "./fault-matrix-host-site.ts";
import {
  clonedImage,
  diskFull,
  networkOutage,
  powerCut,
  wrongClock,
  wrongClocks,
} from "./fault-matrix-hosts.ts";
import type { MatrixRow } from "./fault-matrix-judge.ts";
import { peers } from "./peers.ts";
import { smallDisk } from "./small-disk.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const troubled = "gw-troubled";
const original = "gw-original";

/** What hostRows tells of, in the order of the catalogue. */
export const hostKinds: readonly string[] = faultKinds
  .filter(({ layer }) => layer === "host")
  .map(({ kind }) => kind);

/** What the disk must hold beside the ballast: outbox, its log, room kept back. */
const diskKibibytes = 24_000;

/** What a process cannot suffer here is stepped in fast time; the table says so. */
export async function hostRows(lastsMs: number): Promise<readonly MatrixRow[]> {
  const folder = temporaryFolder();
  const canFake = peers.faketime() || process.env.LINEPROOF_REQUIRE_PEERS !== undefined;
  const clocks = canFake ? wrongClocks : [];
  const canFill = smallDisk(join(folder, troubled), diskKibibytes);
  const site = await HostSite.start(
    folder,
    [troubled, original, ...clocks.map(({ kind }) => kind)],
    { behindCable: troubled, real: original },
  );
  const rows = await Promise.all([
    onTroubled(site, canFill, lastsMs),
    onOriginal(site),
    ...clocks.map(async (clock) => [
      await wrongClock(site.gateway(clock.kind), clock, folder, lastsMs),
    ]),
  ]);
  const ledger = await site.ledger();
  for (const [id, sums] of Object.entries(ledger)) {
    expect([id, sums]).toEqual([id, { lost: 0, duplicated: 0 }]);
  }
  const missing = [
    ...(canFill ? [] : ["gateway-disk-full"]),
    ...(canFake ? [] : wrongClocks.map(({ kind }) => kind)),
  ];
  return [...rows.flat(), ...(await Promise.all(missing.map(fastRow)))];
}

async function onTroubled(
  site: HostSite,
  canFill: boolean,
  lastsMs: number,
): Promise<readonly MatrixRow[]> {
  const gateway = site.gateway(troubled);
  await gateway.start();
  await gateway.flows();
  const rows = [
    await networkOutage(gateway, site.cable, lastsMs),
    await powerCut(gateway, lastsMs),
  ];
  if (canFill) rows.push(await diskFull(gateway, join(site.folder, troubled), lastsMs));
  return rows;
}

async function onOriginal(site: HostSite): Promise<readonly MatrixRow[]> {
  const gateway = site.gateway(original);
  await gateway.start();
  await gateway.flows();
  return [await clonedImage(gateway, site.folder)];
}
