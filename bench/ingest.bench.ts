// How many samples a second ingest takes from MQTT to disk and acknowledges, with the log checked and the index
// keeping pace. Generator and ingest share the machine; every value changes in every record.
// npm run bench -- ingest [--records 60000] [--samples 100] [--json FILE]
import { spawn } from "node:child_process";
import { createHash, generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { logIdOf, logOrigin } from "#contracts/log-id.ts";
import { openCentre } from "#ingest/centre.ts";
import { checkIngestConfig } from "#ingest/config.ts";
import { memoryMegabytes } from "./process-usage.ts";
import { printFigures } from "./result-table.ts";
import { benchLineModel } from "./site-model.ts";

const { values } = parseArgs({
  options: {
    records: { type: "string", default: "60000" },
    samples: { type: "string", default: "100" },
    json: { type: "string" },
  },
});
const records = Number(values.records);
const samples = Number(values.samples);
const bench = {
  site: "bench-site",
  gateway: "bench-gateway",
  equipment: ["load"],
  signals: Array.from({ length: samples }, (_, i) => `value.${i}`),
  scanGroup: "fast",
  intervalMs: 1000,
};

type LoadResult = { seconds: number; acknowledged: number; cpu: { user: number; system: number } };

/** Runs the generator; its one line of output is the result. Rejects when it fails or takes too long. */
async function generate(load: object): Promise<LoadResult> {
  const program = fileURLToPath(new URL("ingest-load.ts", import.meta.url));
  const child = spawn(process.execPath, [program, JSON.stringify(load)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  const timer = setTimeout(() => child.kill("SIGKILL"), 300_000);
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  clearTimeout(timer);
  if (code !== 0) throw new Error(`generator ended with ${code}`);
  return JSON.parse(output) as LoadResult;
}

const folder = mkdtempSync(join(tmpdir(), "lineproof-bench-"));
try {
  writeFileSync(join(folder, "secret"), "bench");
  writeFileSync(join(folder, "line-model.yaml"), benchLineModel(bench));
  const { site, gateway } = bench;
  const config = checkIngestConfig(
    join(folder, "serve.yaml"),
    {
      data: "data",
      broker: {
        embedded: {
          port: 0,
          credentials: [{ username: "bench", password: { fromEnv: "SECRET" }, site, gateway }],
        },
      },
      sites: [{ lineModel: "line-model.yaml" }],
    },
    { env: { SECRET: "bench" }, readText: () => "" },
  );
  const clock = { now: () => Date.now(), monotonic: () => performance.now() };
  const notices: string[] = [];
  const centre = await openCentre(config, {
    clock,
    log: ({ level, message }) => {
      if (level !== "info") notices.push(message);
    },
  });
  const publicKey = generateKeyPairSync("ed25519")
    .publicKey.export({ format: "der", type: "spki" })
    .subarray(-32);
  const logId = logIdOf((data) => createHash("sha256").update(data).digest(), publicKey);
  const before = process.cpuUsage();
  const result = await generate({
    url: `mqtt://127.0.0.1:${centre.ingest.brokerPort}`,
    username: "bench",
    password: "bench",
    site,
    gateway,
    logId,
    publicKeyHex: Buffer.from(publicKey).toString("hex"),
    origin: logOrigin({ simulated: true, site, gateway, logId }),
    records,
    samples,
    window: 4000,
  });
  const indexed = performance.now();
  await centre.observedSince(site);
  const behind = performance.now() - indexed;
  const cpu = process.cpuUsage(before);
  const { journalled, outstanding } = centre.reader.ledger(site)[0] ?? {
    journalled: 0,
    outstanding: 0,
  };
  const log = (await centre.reader.logs(site, 0, Date.now()))[0];
  const latency = centre.reader.latency(site);
  const memory = memoryMegabytes(process.pid);
  await centre.close();
  for (const notice of new Set(notices)) console.log(notice);
  if (journalled !== records || outstanding !== 0 || log?.size !== records) {
    throw new Error(
      `journalled ${journalled}, outstanding ${outstanding}, tree ${log?.size} of ${records}`,
    );
  }
  printFigures(
    `ingest: ${records} records of ${samples} float samples, MQTT → fsync → acknowledged, tree rebuilt, index and facts fed`,
    [
      {
        name: "throughput",
        value: (records * samples) / result.seconds,
        unit: "samples/s",
        budget: { comparison: ">=", value: 800_000 },
      },
      {
        name: "ingest CPU per sample",
        value: ((cpu.user + cpu.system) * 1000) / (records * samples),
        unit: "ns",
      },
      {
        name: "generator CPU per sample",
        value: ((result.cpu.user + result.cpu.system) * 1000) / (records * samples),
        unit: "ns",
      },
      { name: "index behind at the end", value: behind, unit: "ms" },
      { name: "latency p50", value: latency?.p50 ?? Number.NaN, unit: "ms" },
      { name: "latency p99", value: latency?.p99 ?? Number.NaN, unit: "ms" },
      { name: "peak memory", value: memory.peak, unit: "MB" },
    ],
    values.json,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
