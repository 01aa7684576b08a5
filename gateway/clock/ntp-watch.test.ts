// Against a time server of this test on loopback; the answers are packed here, by RFC 5905 figure 8, with no code
// of the client.
import { createSocket, type Socket } from "node:dgram";
import { expect, onTestFinished, test } from "vitest";
import { ManualClock } from "#contracts/time.ts";
import { NtpWatch } from "./ntp-watch.ts";
import { askTime, type Exchange } from "./sntp-exchange.ts";

const now = Date.UTC(2026, 5, 1);

function ntpTime(packet: Buffer, at: number, ms: number): void {
  packet.writeUInt32BE(Math.floor(ms / 1000) + 2_208_988_800, at);
  packet.writeUInt32BE(Math.floor(((ms % 1000) / 1000) * 2 ** 32), at + 4);
}

/** Answers each request as `answer` says; ends with the test. */
async function timeServer(
  answer: (request: Buffer) => Buffer,
): Promise<{ host: string; port: number }> {
  const socket: Socket = createSocket("udp4");
  onTestFinished(() => {
    socket.close();
  });
  socket.on("message", (request, from) => socket.send(answer(request), from.port, from.address));
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  return { host: "127.0.0.1", port: socket.address().port };
}

function honest(request: Buffer, time: number): Buffer {
  const packet = Buffer.alloc(48);
  packet.set([0x24, 2, 6, 0xe9]);
  request.copy(packet, 24, 40, 48);
  ntpTime(packet, 32, time);
  ntpTime(packet, 40, time);
  return packet;
}

test("the offset of a gateway whose clock is an hour and a bit ahead", async () => {
  const clock = new ManualClock(now + 3_600_250);
  const server = await timeServer((request) => honest(request, now));
  expect(await askTime(server, clock)).toEqual({
    kind: "time",
    offsetMs: 3_600_250,
    delayMs: 0,
    stratum: 2,
  });
});

test("a server that refuses for good is not asked again, one that asks for patience is asked less", async () => {
  const clock = new ManualClock(now);
  const asked: string[] = [];
  const kiss = (name: string, code: string) => (request: Buffer) => {
    asked.push(name);
    const packet = honest(request, now);
    packet[1] = 0;
    packet.write(code, 12);
    return packet;
  };
  const servers = [await timeServer(kiss("deny", "DENY")), await timeServer(kiss("rate", "RATE"))];
  const offsets: number[] = [];
  const watch = new NtpWatch({ servers, pollMs: 1, clock, onOffset: (ms) => offsets.push(ms) });
  await watch.round();
  // Below 64 s nobody is asked, whatever was configured; after RATE it takes twice as long.
  for (const wait of [63_999, 1, 64_000]) {
    clock.advance(wait);
    await watch.round();
  }
  expect(asked.toSorted()).toEqual(["deny", "rate", "rate"]);
  expect(offsets).toEqual([]);
  expect(watch.status().map(({ trouble }) => trouble)).toEqual([
    "kiss-o'-death DENY",
    "kiss-o'-death RATE",
  ]);
});

const says = (offsetMs: number): Exchange => ({ kind: "time", offsetMs, delayMs: 1, stratum: 2 });

test.each([
  [[says(5), says(-3), says(90_000)], [5]],
  [[says(90_000), says(-3)], [-3]],
  [[{ kind: "failed", reason: "no answer" } as const, says(7)], [7]],
  [[{ kind: "failed", reason: "no answer" } as const], []],
])("one wrong server among several moves nothing: %#", async (answers, expected) => {
  const left = [...answers];
  const offsets: number[] = [];
  const watch = new NtpWatch({
    servers: answers.map((_, n) => ({ host: `time-${n}`, port: 123 })),
    pollMs: 900_000,
    clock: new ManualClock(now),
    onOffset: (ms) => offsets.push(ms),
    ask: () => Promise.resolve(left.shift() ?? says(0)),
  });
  await watch.round();
  expect(offsets).toEqual(expected);
});
