import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AttributeIds } from "node-opcua";
import { afterAll, expect, test } from "vitest";
import { ManualClock } from "#contracts/time.ts";
import { openSecurity, withSession } from "../servers/opcua-test-client.ts";
import { type RunningReplay, runReplay } from "./run-replay.ts";
import { askModbus } from "./test-hand.ts";

const folder = mkdtempSync(join(tmpdir(), "lineproof-replay-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const CSV =
  "time,a,b\n2024-05-01 08:00:00,230.2,-1.5\n2024-05-01 08:00:01,0.1,1e6\n2024-05-01 08:00:03,7,8\n";
const CASSETTE = `{"format":"lineproof/cassette/1","simulated":true,"from":{"line":"panel-line","seed":7},"points":[{"point":"press.speed","type":"number"},{"point":"press.mode","type":"string"},{"point":"press.fault","type":"boolean"}]}
[0,305.25,"auto",false]
[1000,304.1,"auto",true]
[3000,0,"hand",true]
`;

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** FC 04 from register 0: the row number and the float32 values, or the exception. */
async function readRow(replay: RunningReplay, values: number) {
  const pdu = await askModbus(replay, 1, [0x04, 0, 0, 0, 2 + 2 * values]);
  if (pdu.readUInt8(0) !== 0x04) return `exception ${pdu.readUInt8(1)}`;
  const floats = Array.from({ length: values }, (_, n) => pdu.readFloatBE(6 + 4 * n));
  return [pdu.readUInt32BE(2), ...floats];
}

test("a CSV steps as it always did: a row stands until it was read", async () => {
  const clock = new ManualClock(0);
  const replay = await runReplay({ file: file("a.csv", CSV), mode: "step", port: 0, clock });
  expect(replay.opcua).toBeNull();
  expect(await readRow(replay, 2)).toEqual([0, Math.fround(230.2), -1.5]);
  expect(await readRow(replay, 2)).toEqual([1, Math.fround(0.1), 1e6]);
  expect(replay.progress()).toEqual({ row: 2, first: 0, end: 3, done: false });
  await replay.close();
});

test("a cassette by time: the same rows and gaps as a CSV, Booleans as 0 and 1, text left out", async () => {
  const clock = new ManualClock(0);
  const played = { mode: "timed", port: 0, clock } as const;
  const csv = await runReplay({ file: file("b.csv", CSV), ...played });
  const tape = await runReplay({ file: file("b.jsonl", CASSETTE), ...played });
  const rows: unknown[] = [];
  for (let second = 0; second < 5; second += 1) {
    rows.push([await readRow(csv, 2), await readRow(tape, 2)]);
    clock.advance(1_000);
  }
  const busy = ["exception 6", "exception 6"];
  expect(rows).toEqual([
    [
      [0, Math.fround(230.2), -1.5],
      [0, 305.25, 0],
    ],
    [
      [1, Math.fround(0.1), 1e6],
      [1, Math.fround(304.1), 1],
    ],
    busy,
    [
      [2, 7, 8],
      [2, 0, 1],
    ],
    busy,
  ]);
  expect(tape.progress()).toMatchObject({ done: true });
  await Promise.all([csv.close(), tape.close()]);
});

test("over OPC UA the points are there whole, one playback behind both ways", async () => {
  const clock = new ManualClock(Date.UTC(2026, 5, 1));
  const replay = await runReplay({
    file: file("c.jsonl", CASSETTE),
    mode: "step",
    port: 0,
    clock,
    opcua: { port: 0, security: openSecurity(join(folder, "pki")) },
  });
  try {
    await withSession(replay.opcua!.endpointUrl, { folder }, async (session) => {
      const namespaces = await session.readNamespaceArray();
      const ns = namespaces.indexOf("urn:lineproof-sim:cassette");
      const read = async (...ids: string[]) => {
        const nodes = ids.map((id) => ({
          nodeId: `ns=${ns};s=${id}`,
          attributeId: AttributeIds.Value,
        }));
        const values = await session.read(nodes);
        return values.map(({ statusCode, value }) => [statusCode.name, value.value as unknown]);
      };
      const points = ['"press.speed"', '"press.mode"', '"press.fault"'].map(
        (p) => `"Cassette".${p}`,
      );
      expect(await read(...points, '"Tape"."Row"')).toEqual([
        ["Good", 305.25],
        ["Good", "auto"],
        ["Good", false],
        ["Good", 0],
      ]);
      // However often it was looked at, the row stands until Modbus has read it; then the next one, for both.
      expect(await readRow(replay, 2)).toEqual([0, 305.25, 0]);
      expect(await read(points[0]!, points[2]!)).toEqual([
        ["Good", 304.1],
        ["Good", true],
      ]);
      expect(replay.progress()).toMatchObject({ row: 1, done: false });
    });
  } finally {
    await replay.close();
  }
});

test("in a gap OPC UA says BadNoData, for every type", async () => {
  const clock = new ManualClock(Date.UTC(2026, 5, 1));
  const replay = await runReplay({
    file: file("d.jsonl", CASSETTE),
    mode: "timed",
    port: 0,
    clock,
    opcua: { port: 0, security: openSecurity(join(folder, "pki")) },
  });
  try {
    clock.advance(2_500);
    await withSession(replay.opcua!.endpointUrl, { folder }, async (session) => {
      const ns = (await session.readNamespaceArray()).indexOf("urn:lineproof-sim:cassette");
      const ids = [
        '"Cassette"."press.speed"',
        '"Cassette"."press.mode"',
        '"Cassette"."press.fault"',
        '"Tape"."Row"',
      ];
      const values = await session.read(
        ids.map((id) => ({ nodeId: `ns=${ns};s=${id}`, attributeId: AttributeIds.Value })),
      );
      expect(values.map(({ statusCode }) => statusCode.name)).toEqual(Array(4).fill("BadNoData"));
    });
  } finally {
    await replay.close();
  }
});

test.each([
  ["e.csv", "time,a\nnever,1\n", "SIMULATORS_CSV_INVALID"],
  ["e.jsonl", CSV, "SIMULATORS_CASSETTE_INVALID"],
  ["e.jsonl.gz", "not packed", "SIMULATORS_CASSETTE_INVALID"],
])("%s is read by its name and refused by its content", async (name, text, code) => {
  const options = {
    file: file(name, text),
    mode: "timed",
    port: 0,
    clock: new ManualClock(0),
  } as const;
  await expect(runReplay(options)).rejects.toMatchObject({ code });
});

test("options that do not fit and files that are not there are refused", async () => {
  const clock = new ManualClock(0);
  const path = file("f.jsonl", CASSETTE);
  const wrong = { file: path, mode: "timed", port: 0, clock, offset: 3, speed: 0 } as const;
  await expect(runReplay(wrong)).rejects.toMatchObject({
    code: "SIMULATORS_REPLAY_OPTIONS_INVALID",
    detail: { problems: "offset 3: 0..2; speed 0: > 0", rows: 3 },
  });
  const nowhere = { file: join(folder, "none.jsonl"), mode: "timed", port: 0, clock } as const;
  await expect(runReplay(nowhere)).rejects.toMatchObject({ code: "SIMULATORS_FILE_UNREADABLE" });
});
