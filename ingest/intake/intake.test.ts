// Intake between a gateway and a journal that the test holds in its hands: no broker, no disk.
import { expect, test } from "vitest";
import { lineModelSchema } from "#contracts/line-model.ts";
import { encodeRecord } from "#contracts/record-bytes.ts";
import { datatypes } from "#contracts/sparkplug-datatype.ts";
import type { HostCommand } from "#contracts/sparkplug-evidence.ts";
import { ManualClock } from "#contracts/time.ts";
import type { Notice } from "../notice.ts";
import { ScriptedGateway } from "../scripted-gateway.ts";
import { Intake } from "./intake.ts";
import type { JournalToken } from "./journal-token.ts";

const start = 1_760_000_000_000;
const text = { zh: "a", en: "a" };
const model = lineModelSchema.parse({
  format: "lineproof/line-model/1",
  site: {
    id: "s",
    name: text,
    cluster: "c",
    timeZone: "Asia/Shanghai",
    productionDayStart: "08:00",
    simulated: true,
  },
  firm: { name: text, creditCode: "91131000MA0000000X" },
  calendar: { shifts: [{ id: "d", name: text, start: "08:00", end: "20:00", weekdays: [1] }] },
  lines: [
    {
      id: "l",
      name: text,
      profile: "p",
      stages: [{ id: "p", name: text, key: true }],
      equipment: [
        {
          id: "e",
          name: text,
          stage: "p",
          maker: "",
          model: "",
          serial: "",
          digital: true,
          scanGroups: [{ id: "fast", intervalMs: 200 }],
          signals: [
            {
              id: "a",
              name: text,
              unit: "C62",
              class: "PV",
              required: true,
              scanGroup: "fast",
              purpose: "a",
              gateway: "g",
            },
          ],
        },
      ],
    },
  ],
});

function rig() {
  const clock = new ManualClock(start);
  const queue: JournalToken[] = [];
  const commands: HostCommand[] = [];
  const notices: Notice[] = [];
  const journal = { room: true, refused: 0 };
  const intake = new Intake({
    models: [model],
    clock,
    notify: (notice) => notices.push(notice),
    index: undefined,
    append: (_entry, token) => {
      if (!journal.room) journal.refused += 1;
      else queue.push(token);
      return journal.room;
    },
    send: (_site, _gateway, sent) => commands.push(...sent),
    session: { reorderMs: 100, rebirthMs: 200 },
  });
  const gateway = new ScriptedGateway({
    port: 0,
    site: "s",
    gateway: "g",
    username: "",
    password: "",
    equipment: "e",
    scanGroup: "fast",
    signals: { a: datatypes.Int32 },
  });
  gateway.publishRaw = (topic, payload) => intake.receive(topic, payload);
  const sync = () => intake.durable(queue.splice(0), 0);
  const pass = (ms: number) => {
    for (let i = 0; i < ms; i += 50) {
      clock.advance(50);
      intake.tick(true);
    }
  };
  const acknowledged = () => {
    const last = commands.findLast((command) => command.kind === "acknowledged");
    return last?.below;
  };
  const values = () => intake.sites.get("s")?.values.all();
  return { intake, gateway, journal, commands, notices, sync, pass, acknowledged, values };
}

test("a scan that becomes durable after its link was lost is shown, but not as fresh", () => {
  const { intake, gateway, sync, values } = rig();
  gateway.birth();
  gateway.send(gateway.scan(start, { a: 1 }));
  intake.brokerLost();
  sync();
  expect(values()).toMatchObject([{ signal: "a", value: 1, stale: true }]);
  gateway.birth();
  gateway.send(gateway.scan(start + 200, {}));
  sync();
  expect(values()).toMatchObject([{ value: 1, readTime: start + 200, stale: false }]);
});

test("a scan that becomes durable after its equipment died is shown, but not as fresh", () => {
  const { gateway, sync, values } = rig();
  gateway.birth();
  gateway.send(gateway.scan(start, { a: 1 }));
  gateway.deviceDeath();
  sync();
  expect(values()).toMatchObject([{ value: 1, stale: true }]);
});

test("a log that found no room in the journal is enrolled without another birth", () => {
  const { intake, gateway, journal, sync, pass, acknowledged, commands } = rig();
  journal.room = false;
  gateway.birth();
  gateway.send(gateway.scan(start, { a: 1 }));
  expect(intake.logs.size).toBe(0);
  expect(journal.refused).toBe(1);
  journal.room = true;
  pass(50);
  expect(intake.logs.size).toBe(1);
  sync();
  // What came meanwhile is asked for; the scripted gateway answers when it is told.
  gateway.append({ kind: "end", gatewayTime: start, reason: "x" });
  gateway.send(1);
  pass(4_000);
  expect(commands.findLast(({ kind }) => kind === "missing")).toMatchObject({
    ranges: [{ from: 0, to: 1 }],
  });
  gateway.send(0, { historical: true });
  sync();
  pass(300);
  expect(acknowledged()).toBe(2);
});

test("a refused birth is not tried again by itself", () => {
  const { gateway, pass, notices } = rig();
  gateway.birth({ origin: "lineproof/other/g/0" });
  pass(1_000);
  expect(notices.filter(({ level }) => level === "error")).toHaveLength(1);
});

test("a gateway restored from an older image: the fork is counted, and it is acknowledged no further than it knows", () => {
  const { intake, gateway, sync, pass, acknowledged, commands, notices } = rig();
  gateway.birth();
  for (let i = 0; i < 10; i++) gateway.send(gateway.scan(start + i, { a: i }));
  sync();
  pass(300);
  expect(acknowledged()).toBe(10);
  // The image ends at 6; what it records next has the numbers of other records.
  gateway.records.splice(6);
  for (const value of [60, 70]) gateway.scan(start + value, { a: value });
  const before = commands.length;
  gateway.birth();
  expect(acknowledged()).toBe(8);
  // Beside it the truth, which the gateway refuses: by that it knows that its log went back.
  expect(commands.slice(before)).toMatchObject([
    { kind: "acknowledged", below: 10 },
    { kind: "acknowledged", below: 8 },
  ]);
  gateway.send(6);
  gateway.send(7);
  gateway.send(gateway.scan(start + 80, { a: 80 }));
  sync();
  pass(300);
  expect(acknowledged()).toBe(9);
  const [log] = intake.logs.values();
  expect(log?.ledger()).toMatchObject({ next: 10, journalled: 10, forks: 3 });
  expect(notices.some(({ detail }) => detail?.["known"] === 10 && detail["announced"] === 8)).toBe(
    true,
  );
});

test("a record too long for a journal entry is never called durable, and one that is given up unkept is not called kept", () => {
  const { intake, gateway, journal, sync, pass, acknowledged, notices } = rig();
  gateway.birth();
  const value = new Uint8Array(16 * 1024 * 1024);
  const sample = { signal: "a", sourceTime: start, value, status: 0, flag: "N" } as const;
  const samples = [{ ...sample, kind: "bytes" as const }];
  const scan = { gatewayTime: start, equipment: "e", scanGroup: "fast", samples };
  const bytes = encodeRecord({ kind: "scan", ...scan });
  journal.room = false;
  for (let i = 0; i < 3; i++) gateway.sendBytes(0, bytes);
  sync();
  pass(300);
  expect(intake.sites.get("s")?.undecodable).toBe(3);
  expect(acknowledged()).toBe(0);
  expect(notices.filter(({ level }) => level === "error")).toEqual([]);
});

test("a checkpoint that disagrees counts as one fork, however often its gateway repeats it", () => {
  const { intake, gateway, sync } = rig();
  gateway.birth();
  gateway.send(gateway.scan(start, { a: 1 }));
  sync();
  const [log] = intake.logs.values();
  const forged = gateway.checkpoint(start, 1, new Uint8Array(32));
  const other = gateway.checkpoint(start + 1, 1, new Uint8Array(32).fill(1));
  // Signed again, as after the host has forgotten that it saw it.
  const again = gateway.checkpoint(start + 2, 1, new Uint8Array(32));
  for (const note of [forged, again]) gateway.sendCheckpoint(note);
  sync();
  expect(log?.ledger().forks).toBe(1);
  gateway.sendCheckpoint(other);
  sync();
  expect(log?.ledger().forks).toBe(2);
});
