// Faults of a scenario as readers of OPC UA meet them: servers that go, come back with other indexes or with an
// expired certificate, clocks that are wrong, ports that close. A healthy plant with the same seed, on Modbus, says
// what would be right.
import { join } from "node:path";
import { MessageSecurityMode, SecurityPolicy } from "node-opcua";
import { expect, test } from "vitest";
import { actingSeconds, FaultyScenario, type Looked } from "./faulty-scenario.ts";
import { ModbusPeer, untilRefusal } from "./modbus-peer.ts";

const halls = (entries: readonly string[], security = "securityModes: [None]"): string => `
  - id: faulty
    line: press-hall
    seed: 7
    listen: { modbus: { port: 0 }, opcua: { port: 0 } }
    opcua: { ${security}, pki: FOLDER/pki, acceptUnknownClients: true }
    faults:
${entries.map((entry) => `      - { ${entry} }`).join("\n")}
  - { id: healthy, line: press-hall, seed: 7, listen: { modbus: { port: 0 } } }
`;

const POINT = "meter-main.power.active";

/** The same on Modbus, W. */
async function power(run: FaultyScenario, plant: string): Promise<number> {
  const peer = await ModbusPeer.open(run.place(plant, "modbus"));
  return Buffer.from(await peer.ask(1, [4, 0, 0x34, 0, 2]), "hex").readFloatBE(2);
}

/** What does not concern Modbus leaves Modbus alone. */
async function expectModbusWell(run: FaultyScenario): Promise<void> {
  expect(await power(run, "faulty")).toBe(await power(run, "healthy"));
}

/** A good value of now, by OPC UA as by Modbus. */
async function expectWell(run: FaultyScenario, security: object = {}): Promise<Looked> {
  const looked = await run.eventually(() => run.look("faulty", POINT, security));
  expect([looked.value, looked.sourceTime]).toEqual([await power(run, "healthy"), run.now]);
  await expectModbusWell(run);
  return looked;
}

test("a server that is down, restarts renumbered, or shows an expired certificate, twice, on one port", async () => {
  const run = await FaultyScenario.start(
    halls(
      [
        "kind: opcua-down, after: 2s, for: 2s, every: 20s",
        "kind: opcua-restart, after: 6s, for: 2s, every: 20s",
        "kind: opcua-certificate-expired, after: 10s, for: 2s, every: 20s",
      ],
      "securityModes: [None, SignAndEncrypt], securityPolicies: [Basic256Sha256]",
    ),
  );
  const place = run.place("faulty", "opcua");
  const honest = {
    securityMode: MessageSecurityMode.SignAndEncrypt,
    securityPolicy: SecurityPolicy.Basic256Sha256,
    trusts: [run.certificate("faulty")],
  };
  const expired = join(run.folder, "pki", "own", "certs", "certificate-expired.pem");
  const nodeIds: string[] = [];
  for (const base of [0, 20_000]) {
    run.to(base + 1_900);
    const before = await expectWell(run, honest);

    run.to(base + 2_000);
    await untilRefusal(place, "ECONNREFUSED");
    await expectModbusWell(run);
    run.to(base + 4_000);
    expect(await expectWell(run)).toMatchObject({ nodeId: before.nodeId });

    const said = await askAcross(run, base + 6_000, before.nodeId);
    expect(said).toBe("gone");
    await untilRefusal(place, "ECONNREFUSED");
    run.to(base + 8_000);
    const after = await expectWell(run, honest);
    expect(after.nodeId).not.toBe(before.nodeId);
    nodeIds.push(before.nodeId, after.nodeId);

    run.to(base + 10_000);
    await run.eventually(() =>
      expect(
        run.look("faulty", POINT, { ...honest, trusts: [...honest.trusts, expired] }),
      ).rejects.toThrow(/BadCertificateTimeInvalid/),
    );
    // Who does not check goes on, and reads what is true.
    expect(await expectWell(run)).toMatchObject({ nodeId: after.nodeId });
    run.to(base + 12_000);
    expect(await expectWell(run, honest)).toMatchObject({ nodeId: after.nodeId });
  }
  expect(new Set(nodeIds).size).toBe(3);
  expect(run.place("faulty", "opcua")).toEqual(place);
  const truth = await run.truth();
  for (const [kind, begin] of [
    ["opcua-down", 2],
    ["opcua-restart", 6],
    ["opcua-certificate-expired", 10],
  ] as const) {
    expect(truth.changes.filter(([, , what]) => what.includes(kind))).toEqual(
      [0, 20].flatMap((base) => [
        [(base + begin) * 1_000, "faulty", `begin ${kind} opcua`],
        [(base + begin + 2) * 1_000, "faulty", `end ${kind} opcua`],
      ]),
    );
  }
});

/** A session from before the fault that begins at `ms`, asked when the server is gone. */
async function askAcross(run: FaultyScenario, ms: number, nodeId: string): Promise<string> {
  let said = "nothing";
  await run
    .session("faulty", async (session) => {
      run.to(ms);
      await untilRefusal(run.place("faulty", "opcua"), "ECONNREFUSED");
      said = await session.read({ nodeId }).then(
        ({ statusCode }) => statusCode.name,
        () => "gone",
      );
    })
    .catch(() => undefined);
  return said;
}

test("clocks of controllers move source times only; a closed port comes back behind the same address", async () => {
  const run = await FaultyScenario.start(
    halls([
      "kind: controller-clock-jump, by: -1h, after: 2s, for: 2s, every: 20s",
      "kind: controller-clock-skew, perDay: 2d, offset: -3m, after: 6s, for: 3s, every: 20s",
      "kind: port-closed, listener: opcua, after: 11s, for: 2s, every: 20s",
    ]),
  );
  const place = run.place("faulty", "opcua");
  const offset = async (): Promise<number> => {
    const { sourceTime = Number.NaN } = await run.look("faulty", POINT);
    return sourceTime - run.now;
  };
  for (const base of [0, 20_000]) {
    const seen: Record<number, number> = {};
    for (const ms of [1_900, 2_000, 3_900, 4_000, 5_900, 6_000, 7_000, 8_900, 9_000]) {
      run.to(base + ms);
      seen[ms] = await offset();
      await expectModbusWell(run);
    }
    expect(seen).toEqual({
      1900: 0,
      2000: -3_600_000,
      3900: -3_600_000,
      4000: 0,
      5900: 0,
      6000: -180_000,
      // Two seconds ahead in each second.
      7000: -178_000,
      8900: -174_200,
      9000: 0,
    });
    run.to(base + 11_000);
    await untilRefusal(place, "ECONNREFUSED");
    await expectModbusWell(run);
    run.to(base + 13_000);
    await expectWell(run);
  }
  const truth = await run.truth();
  expect(actingSeconds(truth, "faulty", "controller-clock-jump")).toEqual([2, 3, 22, 23]);
  expect(actingSeconds(truth, "faulty", "controller-clock-skew")).toEqual([6, 7, 8, 26, 27, 28]);
  expect(actingSeconds(truth, "faulty", "port-closed")).toEqual([11, 12, 31, 32]);
  // The truth has the true time.
  expect(truth.states.map(({ ms }) => ms)).toEqual(
    Array.from({ length: 33 }, (_, n) => [(n + 1) * 1_000, (n + 1) * 1_000]).flat(),
  );
});
