// A visitor's nonce on its whole way: centre, foreign broker, gateway, signed checkpoint, centre.
import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { expect, onTestFinished } from "vitest";
import { fromHex } from "#contracts/bytes.ts";
import { openCheckpoint } from "#contracts/checkpoint.ts";
import { sha256, verifyEd25519 } from "#gateway/evidence/digest.ts";
import { openEdge } from "#gateway/sparkplug/edge.ts";
import { until } from "#gateway/sparkplug/test-host.ts";
import { declared } from "#gateway/sparkplug/test-node.ts";
import { openIngest } from "#ingest/open-ingest.ts";
import { freePort } from "../kit/free-port.ts";
import { Mosquitto } from "../kit/mosquitto.ts";
import { testWith } from "../kit/peers.ts";
import { temporaryFolder } from "../kit/temporary-folder.ts";

const clock = { now: () => Date.now(), monotonic: () => performance.now() };
const name = { zh: "厂", en: "site" };

const model = {
  format: "lineproof/line-model/1",
  site: {
    id: "s",
    name,
    cluster: "wenan-panel",
    timeZone: "Asia/Shanghai",
    productionDayStart: "08:00",
    simulated: true,
  },
  firm: { name, creditCode: "91131000MA0000000X" },
  calendar: { shifts: [{ id: "d", name, start: "08:00", end: "20:00", weekdays: [1] }] },
  lines: [
    {
      id: "l",
      name,
      profile: "p",
      stages: [{ id: "a", name, key: true }],
      equipment: [
        {
          id: "meter",
          name,
          stage: "a",
          maker: "m",
          model: "m",
          serial: "1",
          digital: true,
          scanGroups: [{ id: "fast", intervalMs: 200 }],
          signals: [],
        },
      ],
    },
  ],
};

testWith("mosquitto")("the nonce comes back signed within a second, and never again", async () => {
  const folder = temporaryFolder();
  const mosquitto = new Mosquitto(folder, await freePort());
  await mosquitto.start();
  const url = `mqtt://127.0.0.1:${mosquitto.port}`;
  writeFileSync(`${folder}/model.json`, JSON.stringify(model));
  const ingest = await openIngest(
    {
      data: `${folder}/centre`,
      hostId: "centre",
      broker: { kind: "external", url },
      sites: [{ lineModel: `${folder}/model.json` }],
      journal: { fsyncMs: 5, segmentBytes: 1024 * 1024 },
    },
    { clock, log: () => undefined },
  );
  onTestFinished(() => ingest.close());
  const edge = await openEdge({
    site: "s",
    gatewayId: "g",
    simulated: true,
    dataDir: `${folder}/gateway`,
    declared,
    broker: { servers: [url], clientId: "g", primaryHost: "centre", protocol: 5 },
    checkpointSeconds: 3_600,
    clock,
    log: () => undefined,
    random: () => 0,
  });
  onTestFinished(() => edge.stop());
  const nonce = randomBytes(32).toString("base64");
  expect(ingest.sendNonce("s", "g", "short")).toBe(false);
  await until("the gateway is known", () => ingest.sendNonce("s", "g", nonce));
  const asked = performance.now();
  await until("the answer", () => ingest.nonceCheckpoint("s", "g", nonce) !== null);
  expect(performance.now() - asked).toBeLessThan(2_000);

  const { origin, publicKey } = edge.status();
  const keys = { origin, publicKey: fromHex(publicKey) };
  const crypto = { sha256, verify: verifyEd25519 };
  const note = ingest.nonceCheckpoint("s", "g", nonce) ?? "";
  expect(openCheckpoint(note, keys, crypto).nonce).toBe(nonce);

  // A second visitor's checkpoint is newer, and has the second nonce only.
  const second = randomBytes(16).toString("base64");
  expect(ingest.sendNonce("s", "g", nonce)).toBe(true);
  expect(ingest.sendNonce("s", "g", second)).toBe(true);
  await until("the second answer", () => ingest.nonceCheckpoint("s", "g", second) !== null);
  const later = openCheckpoint(ingest.nonceCheckpoint("s", "g", second) ?? "", keys, crypto);
  expect(later.nonce).toBe(second);
  expect(later.time).toBeGreaterThanOrEqual(openCheckpoint(note, keys, crypto).time);
  expect(ingest.nonceCheckpoint("s", "g", nonce)).toBe(note);
  expect(edge.status().commandsRefused).toBe(1);
});
