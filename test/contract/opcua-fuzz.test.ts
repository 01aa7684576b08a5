// A few hundred wrong answers of an OPC UA server: whatever comes, the driver settles in time with an error of the
// gateway's own, and nothing of it is left. test/long/opcua-fuzz.test.ts has a hundred thousand.
import { afterAll, beforeAll, expect, test } from "vitest";
import { opcua } from "#gateway/drivers/opcua/opcua-driver.ts";
import { escaped, fuzz } from "../kit/opcua-fuzz.ts";
import { mutations } from "../kit/opcua-mutations.ts";
import { openReplay } from "../kit/opcua-replay.ts";
import { temporaryFolder } from "../kit/temporary-folder.ts";
import { noOutside, systemClock } from "./driver-contract.ts";
import { ServerPki } from "./opcua-fixture.ts";
import { fuzzedAddresses, recordSession } from "./opcua-fuzz-fixture.ts";

let pki: ServerPki;
beforeAll(async () => {
  pki = await ServerPki.make({ from: new Date(Date.now() - 86_400_000), days: 10 });
});
afterAll(() => pki.remove());

test("the recorded session itself is read well: what fuzzing breaks was whole", async () => {
  const dataDir = temporaryFolder();
  const replay = await openReplay(await recordSession(pki, dataDir), (answer) => [answer]);
  const url = `opc.tcp://127.0.0.1:${replay.port}`;
  const endpoint = opcua.parseEndpoint({ url, securityMode: "None" }, noOutside);
  const connection = await opcua.open(endpoint, {
    clock: systemClock,
    dataDir,
    log: () => undefined,
  });
  const plan = connection.plan(
    fuzzedAddresses.map((address) => opcua.parseAddress(address)),
    50,
  );
  for (let scan = 0; scan < 5; scan += 1) {
    const readings = await plan.read();
    expect(readings.slice(1, 5)).toMatchObject([
      { value: 1.5, status: 0 },
      { value: 2 ** 32 + 2, status: 0 },
      { value: "配方 7", status: 0 },
      { value: true, status: 0 },
    ]);
  }
  await connection.close();
  await replay.close();
});

test("three hundred wrong answers: settled in time, with the gateway's own errors, and nothing left open", async () => {
  const dataDir = temporaryFolder();
  const recording = await recordSession(pki, dataDir);
  const options = { recording, addresses: fuzzedAddresses, dataDir, seed: 20_260 };
  const result = await fuzz({ ...options, messages: 300, parallel: 16 });
  expect(result.violations).toEqual([]);
  expect(escaped).toEqual([]);
  expect(result.leftOpen).toBe(0);
  expect([...result.changed.keys()].sort()).toEqual(Object.keys(mutations).sort());
  // Both ways out were taken: some sessions broke, some went on.
  const counts = [...result.outcomes].map(([outcome, count]) => [outcome, count] as const);
  const sum = (pattern: RegExp) =>
    counts.reduce((total, [outcome, count]) => total + (pattern.test(outcome) ? count : 0), 0);
  expect(sum(/^read: done/)).toBeGreaterThan(50);
  expect(sum(/GATEWAY_LINK_/)).toBeGreaterThan(50);
});
