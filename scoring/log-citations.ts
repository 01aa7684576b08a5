// Which records a verdict rests on: ranges of evidence logs, under the checkpoint that was verified.
// Never files, never rows of an index.
import type { LogEvidence } from "#contracts/evidence.ts";
import type { LogCitation } from "#contracts/verdict.ts";

function citeLog({ log, windowRange, verified }: LogEvidence): readonly LogCitation[] {
  if (windowRange === null || windowRange.from >= windowRange.to) return [];
  const { from, to } = windowRange;
  if (verified === null || verified.size <= from) return [{ log, from, to }];
  const checkpoint = { size: verified.size, root: verified.root };
  const covered = { log, from, to: Math.min(to, verified.size), checkpoint };
  // Records newer than the newest verified checkpoint are cited apart, without one.
  return covered.to === to ? [covered] : [covered, { log, from: covered.to, to }];
}

/** Citations of the logs of these gateways, sorted by log id and first record. */
export function citeLogs(
  logs: readonly LogEvidence[],
  gateways: readonly string[],
): readonly LogCitation[] {
  return logs
    .filter(({ gateway }) => gateways.includes(gateway))
    .flatMap(citeLog)
    .sort((a, b) => (a.log === b.log ? a.from - b.from : a.log < b.log ? -1 : 1));
}

/** Gateways with no record in the window under a verified checkpoint: on them nothing can pass. */
export function gatewaysWithoutProof(
  logs: readonly LogEvidence[],
  gateways: readonly string[],
): readonly string[] {
  const isProof = (gateway: string, log: LogEvidence) =>
    log.gateway === gateway && citeLog(log).some(({ checkpoint }) => checkpoint !== undefined);
  return gateways.filter((gateway) => !logs.some((log) => isProof(gateway, log)));
}
