// The generator of the ingest bench, its own process: one Sparkplug edge node that publishes scan records
// of SAMPLES float values as fast as the host acknowledges them. Every value changes in every record.
import { connect } from "mqtt";
import { datatypes } from "#contracts/sparkplug-datatype.ts";
import { decodePayload } from "#contracts/sparkplug-decode.ts";
import { encodePayload } from "#contracts/sparkplug-encode.ts";
import {
  evidenceNames,
  nodeNames,
  parseCommands,
  property,
  propertyKeys,
} from "#contracts/sparkplug-evidence.ts";
import type { Metric } from "#contracts/sparkplug-payload.ts";

type Load = {
  url: string;
  username: string;
  password: string;
  site: string;
  gateway: string;
  logId: string;
  publicKeyHex: string;
  origin: string;
  records: number;
  samples: number;
  /** Most records sent and not acknowledged. */
  window: number;
};

const load = JSON.parse(process.argv[2] ?? "{}") as Load;
const node = `spBv1.0/${load.site}`;
const equipment = "load";

const client = connect(load.url, {
  username: load.username,
  password: load.password,
  clientId: `${load.site}/${load.gateway}`,
  protocolVersion: 4,
  clean: true,
  reconnectPeriod: 0,
  will: {
    topic: `${node}/NDEATH/${load.gateway}`,
    payload: Buffer.from(
      encodePayload({
        metrics: [
          { name: nodeNames.bdSeq, datatype: datatypes.Int64, value: { field: "long", value: 0 } },
        ],
      }),
    ),
    qos: 1,
    retain: false,
  },
});

let seq = 0;
function nextSeq(): number {
  const now = seq;
  seq = (seq + 1) % 256;
  return now;
}

function send(topic: string, metrics: Metric[], timestamp: number): Promise<void> {
  const payload = encodePayload({ timestamp, seq: nextSeq(), metrics });
  return new Promise((resolve, reject) => {
    client.publish(topic, Buffer.from(payload), { qos: 0 }, (error) =>
      error ? reject(error) : resolve(),
    );
  });
}

function named(
  name: string,
  alias: number | undefined,
  datatype: number,
  value: Metric["value"],
  at: number,
): Metric {
  return { name, ...(alias === undefined ? {} : { alias }), timestamp: at, datatype, value };
}

async function births(): Promise<void> {
  const at = Date.now();
  seq = 0;
  const text = (value: string) => ({ field: "string", value }) as const;
  await send(
    `${node}/NBIRTH/${load.gateway}`,
    [
      named(nodeNames.bdSeq, undefined, datatypes.Int64, { field: "long", value: 0 }, at),
      named(
        nodeNames.rebirth,
        undefined,
        datatypes.Boolean,
        { field: "boolean", value: false },
        at,
      ),
      named(evidenceNames.log, 1, datatypes.String, text(load.logId), at),
      named(
        evidenceNames.key,
        2,
        datatypes.Bytes,
        { field: "bytes", value: Buffer.from(load.publicKeyHex, "hex") },
        at,
      ),
      named(evidenceNames.origin, 3, datatypes.String, text(load.origin), at),
      named(evidenceNames.lineModel, 4, datatypes.String, null, at),
      named(evidenceNames.oldest, 5, datatypes.UInt64, { field: "long", value: 0 }, at),
      named(evidenceNames.next, 6, datatypes.UInt64, { field: "long", value: 0 }, at),
      named(evidenceNames.sequence, 7, datatypes.UInt64, null, at),
      named(evidenceNames.record, 8, datatypes.Bytes, null, at),
      named(evidenceNames.checkpoint, 9, datatypes.String, null, at),
    ],
    at,
  );
  const signals: Metric[] = [named(evidenceNames.sequence, 10, datatypes.UInt64, null, at)];
  for (let i = 0; i < load.samples; i++) {
    signals.push(named(`value.${i}`, 100 + i, datatypes.Float, null, at));
  }
  await send(`${node}/DBIRTH/${load.gateway}/${equipment}`, signals, at);
}

function record(sequence: number, at: number): Metric[] {
  const metrics: Metric[] = [
    {
      alias: 10,
      timestamp: at,
      value: { field: "long", value: sequence },
      properties: new Map([
        [propertyKeys.gatewayTime, property(datatypes.UInt64, at)],
        [propertyKeys.scanGroup, property(datatypes.String, "fast")],
      ]),
    },
  ];
  for (let i = 0; i < load.samples; i++) {
    const value = Math.fround(
      Math.round(2000 + 500 * Math.sin((sequence + i * 7) / 50)) / 10 + (sequence % 3) / 10,
    );
    metrics.push({ alias: 100 + i, timestamp: at, value: { field: "float", value } });
  }
  return metrics;
}

let acknowledged = 0;
let wake: (() => void) | undefined;
client.on("message", (_topic, payload) => {
  for (const command of parseCommands(decodePayload(payload))) {
    if (command.kind === "acknowledged" && command.log === load.logId) {
      acknowledged = Math.max(acknowledged, command.below);
      wake?.();
    }
  }
});

async function room(limit: number, until: () => boolean): Promise<void> {
  const end = performance.now() + limit;
  while (!until()) {
    if (performance.now() > end)
      throw new Error(`no acknowledgement within ${limit} ms at ${acknowledged}`);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, 100);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

await new Promise<void>((resolve, reject) => {
  client.once("connect", () => resolve());
  client.once("error", reject);
});
await new Promise<void>((resolve, reject) => {
  client.subscribe(`${node}/NCMD/${load.gateway}`, { qos: 0 }, (error) =>
    error ? reject(error) : resolve(),
  );
});
await births();
const start = performance.now();
for (let sequence = 0; sequence < load.records; sequence++) {
  if (sequence - acknowledged >= load.window)
    await room(30_000, () => sequence - acknowledged < load.window);
  const sent = send(
    `${node}/DDATA/${load.gateway}/${equipment}`,
    record(sequence, Date.now()),
    Date.now(),
  );
  // The socket takes some at once; waiting for every tenth bounds what lies in memory.
  if (sequence % 10 === 0) await sent;
}
await room(60_000, () => acknowledged >= load.records);
const seconds = (performance.now() - start) / 1000;
process.stdout.write(`${JSON.stringify({ seconds, acknowledged, cpu: process.cpuUsage() })}\n`);
await client.endAsync();
