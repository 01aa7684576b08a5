// Gateways whose clocks are wrong, as processes under libfaketime, against a time server of this test: it is said
// in words from the first minute, the log says so, and no gateway time is invented.
import { createSocket } from "node:dgram";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, vi } from "vitest";
import type { ClockRecord } from "#contracts/record.ts";
import { decodeRecord } from "#contracts/record-bytes.ts";
import { openLog } from "#gateway/evidence/open-log.ts";
import type { GatewayStatus } from "#gateway/status.ts";
import { freePort } from "../kit/free-port.ts";
import { testWith } from "../kit/peers.ts";
import { startProcess } from "../kit/processes.ts";
import { writeSiteFiles } from "../kit/site-files.ts";
import { temporaryFolder } from "../kit/temporary-folder.ts";

/** Debian's place, which the faketime program itself takes it from. */
const triplet = process.arch === "arm64" ? "aarch64-linux-gnu" : "x86_64-linux-gnu";
const fakeTime = `/usr/lib/${triplet}/faketime/libfaketime.so.1`;

/** Tells the time of the machine, which is not faked for this process (RFC 5905 figure 8). */
async function timeServer(): Promise<number> {
  const socket = createSocket("udp4");
  onTestFinished(() => {
    socket.close();
  });
  socket.on("message", (request, from) => {
    const packet = Buffer.alloc(48);
    packet.set([0x24, 2, 6, 0xe9]);
    request.copy(packet, 24, 40, 48);
    const now = Date.now();
    for (const at of [32, 40]) {
      packet.writeUInt32BE(Math.floor(now / 1000) + 2_208_988_800, at);
      packet.writeUInt32BE(Math.floor(((now % 1000) / 1000) * 2 ** 32), at + 4);
    }
    socket.send(packet, from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  return socket.address().port;
}

/** Runs a gateway whose clock is as `time` says until it knows better, sets the clock right, and reads its log. */
async function wrongClock(time: string) {
  const folder = temporaryFolder();
  const files = writeSiteFiles({
    folder,
    modbusPort: await freePort(),
    mqttPort: await freePort(),
    webPort: 1,
    intervalMs: 1000,
    equipment: "meter",
    signals: [{ id: "p", address: { table: "input", address: 0, type: "float32" } }],
    externalBroker: true,
  });
  const port = await timeServer();
  const text = readFileSync(files.gateway, "utf8");
  writeFileSync(files.gateway, `clock: { ntp: ["127.0.0.1:${port}"] }\n${text}`);
  const clockFile = join(folder, "clock");
  writeFileSync(clockFile, time);
  for (const [name, value] of Object.entries({
    LD_PRELOAD: fakeTime,
    FAKETIME_TIMESTAMP_FILE: clockFile,
    FAKETIME_NO_CACHE: "1",
    // A wall clock that is set leaves monotonic time alone.
    FAKETIME_DONT_FAKE_MONOTONIC: "1",
  })) {
    vi.stubEnv(name, value);
  }
  const lines: string[] = [];
  const gateway = await startProcess("gateway", ["gateway", files.gateway], lines);
  vi.unstubAllEnvs();
  const clock = async () => ((await gateway.ask("status")) as GatewayStatus).edge.clock;
  const wrong = await vi.waitFor(
    async () => {
      const now = await clock();
      expect(now.state).toBe("unsynchronised");
      return now;
    },
    { timeout: 20_000, interval: 50 },
  );
  writeFileSync(clockFile, "+0");
  await vi.waitFor(async () => expect((await clock()).state).toBe("stepped"), {
    timeout: 20_000,
    interval: 50,
  });
  await gateway.stop(20_000);
  const sizes = { maxBytes: 1e9, historyBytes: 1e9 };
  const { outbox } = openLog({ dataDir: join(folder, "gateway"), ...sizes });
  const records = outbox.read(0, outbox.next, 1e6, 1e9).map(({ bytes }) => decodeRecord(bytes!));
  const checkpoint = outbox.newestCheckpoint()?.note;
  outbox.close();
  const clocks = records.filter((record): record is ClockRecord => record.kind === "clock");
  return { wrong, lines: lines.join("\n"), clocks, checkpoint };
}

testWith("faketime")(
  "three hours ahead: warned at once, recorded, and so is the setting",
  async () => {
    const { wrong, lines, clocks, checkpoint } = await wrongClock("+3h");
    const three = 3 * 3_600_000;
    expect(wrong).toMatchObject({ sources: [{ reference: "ntp" }], maxOffsetMs: 1_000 });
    expect(Math.abs(wrong.offsetMs - three)).toBeLessThan(2_000);
    expect(lines).toMatch(/The gateway's clock is 3\.0 h ahead of NTP: set this machine's clock/);
    expect(lines).toMatch(/The gateway's clock was set back by 3\.0 h; the log says so/);
    expect(clocks.map(({ state, reference }) => [state, reference])).toEqual([
      ["unsynchronised", "ntp"],
      ["stepped", "monotonic"],
    ]);
    expect(clocks[0]!.gatewayTime - clocks[1]!.gatewayTime).toBeGreaterThan(three - 60_000);
    expect(checkpoint).toMatch(/\nclock stepped -\d+\n/);
  },
);

testWith("faketime")(
  "a dead BIOS battery: the first of January 2000, in days, and then right",
  async () => {
    const { wrong, lines, clocks } = await wrongClock("@2000-01-01 00:00:00");
    const days = Math.round((Date.now() - Date.UTC(2000, 0, 1)) / 86_400_000);
    expect(Math.round(wrong.offsetMs / -86_400_000)).toBe(days);
    expect(lines).toContain(`${days} d behind NTP`);
    expect(new Date(clocks[0]!.gatewayTime).getUTCFullYear()).toBeLessThanOrEqual(2000);
    expect(clocks[1]).toMatchObject({ state: "stepped" });
    expect(Math.abs(clocks[1]!.gatewayTime - Date.now())).toBeLessThan(120_000);
  },
);
