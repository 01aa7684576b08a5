import { expect, test } from "vitest";
import type { LogEvidence } from "#contracts/evidence.ts";
import { citeLogs, gatewaysWithoutProof } from "./log-citations.ts";

const log: LogEvidence = {
  log: "log-a",
  gateway: "gw-1",
  origin: "lineproof/gw-1",
  simulated: false,
  size: 100,
  verified: { size: 90, root: "cm9vdA==", time: 0 },
  forks: 0,
  gapRecords: 0,
  quarantined: 0,
  witnessedAt: null,
  windowRange: { from: 10, to: 100 },
  clockOffsetMs: null,
  clockDriftPerMille: null,
};
const checkpoint = { size: 90, root: "cm9vdA==" };

test("records beyond the verified checkpoint are cited apart, without one", () => {
  expect(citeLogs([log], ["gw-1"])).toEqual([
    { log: "log-a", from: 10, to: 90, checkpoint },
    { log: "log-a", from: 90, to: 100 },
  ]);
});

test("a range that the checkpoint covers is one citation", () => {
  const covered = { ...log, windowRange: { from: 10, to: 90 } };
  expect(citeLogs([covered], ["gw-1"])).toEqual([{ log: "log-a", from: 10, to: 90, checkpoint }]);
});

test("a checkpoint older than the window proves nothing of it", () => {
  const old = { ...log, windowRange: { from: 90, to: 100 } };
  expect(citeLogs([old], ["gw-1"])).toEqual([{ log: "log-a", from: 90, to: 100 }]);
  expect(gatewaysWithoutProof([old], ["gw-1"])).toEqual(["gw-1"]);
});

test("logs of other gateways and silent logs are not cited", () => {
  expect(citeLogs([{ ...log, gateway: "gw-2" }], ["gw-1"])).toEqual([]);
  expect(citeLogs([{ ...log, windowRange: null }], ["gw-1"])).toEqual([]);
});

test("citations are sorted by log, whatever the order of the logs", () => {
  const other = { ...log, log: "log-b" };
  expect(citeLogs([other, log], ["gw-1"])).toEqual(citeLogs([log, other], ["gw-1"]));
});

test("one proven log of a gateway suffices, each gateway needs its own", () => {
  const unverified = { ...log, log: "log-b", verified: null };
  expect(gatewaysWithoutProof([unverified, log], ["gw-1"])).toEqual([]);
  expect(gatewaysWithoutProof([log], ["gw-1", "gw-2"])).toEqual(["gw-2"]);
});
