// A counter that wraps, through the whole gateway: recorded beside its register, and gone on with after a restart.
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { parseGatewayConfig } from "#gateway/config/config.ts";
import { openLog } from "#gateway/evidence/open-log.ts";
import { recordsBackwards } from "#gateway/outbox/records-backwards.ts";
import { runGateway } from "#gateway/run.ts";
import { freePort } from "../kit/free-port.ts";
import { temporaryFolder } from "../kit/temporary-folder.ts";
import { systemClock } from "./driver-contract.ts";
import { type FixtureRequest, ModbusFixture } from "./modbus-fixture.ts";

type Recorded = readonly [raw: unknown, total: unknown];

/** Register and total of every record that has both, oldest first. */
function recorded(dataDir: string): Recorded[] {
  const { outbox } = openLog({ dataDir, maxBytes: 2 ** 30, historyBytes: 2 ** 28 });
  try {
    const all = [...recordsBackwards(outbox, { maxRecords: 10_000, maxBytes: 2 ** 27 })];
    return all.reverse().flatMap((record) => {
      if (record.kind !== "scan") return [];
      const valueIn = (id: string) => record.samples.find(({ signal }) => signal === id)?.value;
      const pair = [valueIn("count.raw"), valueIn("count.total")] as const;
      return pair[0] === undefined && pair[1] === undefined ? [] : [pair];
    });
  } finally {
    outbox.close();
  }
}

const isGood = ([raw]: Recorded) => typeof raw === "number";

test("a total goes on over a wrap and a restart, after the device was away; the register stands beside it", async () => {
  let count = 65_500;
  let answers = true;
  let asked = 0;
  const device = await ModbusFixture.open(({ functionCode }: FixtureRequest) => {
    asked += 1;
    return answers ? Uint8Array.of(functionCode, 2, count >> 8, count & 0xff) : undefined;
  });
  onTestFinished(() => device.close());
  const folder = temporaryFolder();
  const config = parseGatewayConfig(
    join(folder, "gw.yaml"),
    `
gateway: { id: gw1, site: s1, simulated: true, data: data }
broker: { url: "mqtt://127.0.0.1:${await freePort()}" }
outbox: { commitMs: 10 }
connections:
  - id: bus
    driver: modbus-tcp
    endpoint: { host: 127.0.0.1, port: ${device.port}, requestTimeoutMs: 100, readTimeoutMs: 200 }
equipment:
  - { id: gas, connection: bus, template: pulse-counter, scanGroups: [{ id: fast, intervalMs: 50 }] }
`,
    {},
  );
  const said: string[] = [];
  const deps = {
    clock: systemClock,
    log: (message: string) => said.push(message),
    random: () => 0,
    version: "0.1.0",
  };
  /** Runs the gateway until every step was scanned; each is given a few scans. */
  const run = async (...steps: readonly (() => void)[]) => {
    const gateway = await runGateway(config, deps);
    for (const step of steps) {
      step();
      const from = asked;
      await vi.waitFor(() => expect(asked).toBeGreaterThan(from + 3), { timeout: 10_000 });
    }
    await gateway.stop();
  };
  const add = (pulses: number) => () => {
    count = (count + pulses) % 65_536;
  };
  await run(add(0), add(30), add(20), () => {
    answers = false;
  });
  answers = true;
  await run(add(10), add(5));

  const pairs = recorded(config.gateway.data);
  // At the turn of an hour everything is recorded once more.
  const good = pairs.filter(
    ([raw], n) => typeof raw === "number" && raw !== pairs.slice(0, n).findLast(isGood)?.[0],
  );
  expect(good).toEqual([
    [65_500, 65_500],
    [65_530, 65_530],
    [14, 65_550],
    // After the restart, in its first record.
    [24, 65_560],
    [29, 65_565],
  ]);
  // The device was away before the stop: both are bad, and what was good before is remembered all the same.
  expect(pairs).toContainEqual([null, null]);
  expect(said.filter((text) => text.includes("anew"))).toEqual([]);
});
