// A gateway's day in a few seconds, at Debian's mosquitto, with everything it says kept off the wire: births,
// data, a rebirth, a dead device, a broken cable, a resend, a visitor's nonce, a clean stop.
import { once } from "node:events";
import { connect } from "node:net";
import type { ScanRecord } from "#contracts/record.ts";
import { datatypes } from "#contracts/sparkplug-datatype.ts";
import { openEdge } from "#gateway/sparkplug/edge.ts";
import { freePort, startMosquitto, TestHost, until } from "#gateway/sparkplug/test-host.ts";
import { type ClientPacket, type ConnectPacket, MqttWire } from "./mqtt-wire.ts";
import { readPayload, type WirePayload } from "./sparkplug-bytes.ts";

export type Said = {
  readonly topic: string;
  /** Of the topic: NBIRTH, DDATA … */
  readonly type: string;
  readonly qos: number;
  readonly retain: boolean;
  readonly payload: WirePayload;
};

export type Session = {
  readonly connect: ConnectPacket;
  readonly will: WirePayload;
  readonly packets: readonly ClientPacket[];
  readonly said: readonly Said[];
};

export type Day = {
  readonly protocol: 4 | 5;
  /** ms UTC */
  readonly from: number;
  readonly to: number;
  readonly sessions: readonly Session[];
};

const declared = [
  {
    equipment: "press",
    signals: [
      { id: "temperature", datatype: datatypes.Float, scanGroup: "fast" },
      { id: "count", datatype: datatypes.UInt64, scanGroup: "fast" },
      { id: "state", datatype: datatypes.String, scanGroup: "fast" },
      { id: "offset", datatype: datatypes.Int16, scanGroup: "fast" },
      { id: "never", datatype: datatypes.Double, scanGroup: "slow" },
    ],
  },
  {
    equipment: "saw",
    signals: [{ id: "running", datatype: datatypes.Boolean, scanGroup: "fast" }],
  },
];

function scan(n: number): ScanRecord {
  const now = Date.now();
  const good = { sourceTime: now, status: 0, flag: "N" } as const;
  const samples: ScanRecord["samples"] = [
    { ...good, signal: "temperature", kind: "float", value: Math.fround(n / 4) },
    n % 7 === 0
      ? { ...good, signal: "count", kind: "null", value: null, status: 0x80050000, flag: "B" }
      : { ...good, signal: "count", kind: "uint", value: n },
    { ...good, signal: "state", kind: "string", value: "run", status: 0x408f0000, flag: "N" },
    { ...good, signal: "offset", kind: "int", value: 100 - n },
  ];
  return { kind: "scan", gatewayTime: now, equipment: "press", scanGroup: "fast", samples };
}

function sessionOf(packets: readonly ClientPacket[]): Session {
  const connect = packets.find((packet) => packet.type === "CONNECT");
  if (connect?.will === undefined) throw new Error("no CONNECT with a will");
  const said = packets
    .filter((packet) => packet.type === "PUBLISH")
    .map(({ topic, qos, retain, payload }) => ({
      topic,
      qos,
      retain,
      type: topic.split("/")[2] ?? "",
      payload: readPayload(payload),
    }));
  return { connect, will: readPayload(connect.will.payload), packets, said };
}

/** Asks once, and again until the broker listens. */
function answers(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  return once(socket, "connect")
    .then(
      () => true,
      () => false,
    )
    .finally(() => socket.destroy());
}

export const nonce = Buffer.alloc(24, 7).toString("base64");

export async function recordDay(protocol: 4 | 5, folder: string): Promise<Day> {
  const port = await freePort();
  const broker = await startMosquitto(folder, port);
  if (broker === undefined) throw new Error("no mosquitto");
  const wire = await MqttWire.to(port);
  const from = Date.now();
  try {
    await until("mosquitto answers", () => answers(port));
    const host = await TestHost.connect(port);
    await live(protocol, folder, wire, host);
    await host.close();
  } finally {
    wire.close();
    const gone = once(broker, "exit");
    broker.kill("SIGKILL");
    await gone;
  }
  return { protocol, from, to: Date.now(), sessions: wire.connections.map(sessionOf) };
}

async function live(protocol: 4 | 5, folder: string, wire: MqttWire, host: TestHost) {
  const edge = await openEdge({
    site: "s",
    gatewayId: "g",
    simulated: true,
    dataDir: `${folder}/data`,
    declared,
    broker: { servers: [`mqtt://127.0.0.1:${wire.port}`], clientId: "g", protocol },
    outbox: { commitMs: 2 },
    checkpointSeconds: 1,
    clock: { now: () => Date.now(), monotonic: () => performance.now() },
    log: () => undefined,
    random: () => 0,
  });
  try {
    edge.equipmentUp("press");
    edge.equipmentUp("saw");
    await until("births", () => host.equipmentBirths.length >= 2);
    await host.acknowledge(0);
    // More than one round of seq.
    for (let n = 0; n < 260; n++) edge.record(scan(n));
    await until("data", () => host.sequences.size >= 260);
    edge.equipmentDown("saw", "unplugged");
    await host.send({ kind: "rebirth" });
    await until("the rebirth", () => host.births.length === 2);
    await until("its DBIRTH", () => host.topics.at(-1)?.includes("DBIRTH") === true);
    const ranges = [{ from: 3, to: 6 }];
    const asked = { log: host.log, hostTime: Date.now() };
    const before = host.arrived.length;
    await host.send({ kind: "missing", ...asked, ranges }, { kind: "nonce", ...asked, nonce });
    await until("the resend", () => host.arrived.length >= before + 3);
    await until("the nonce", () => host.checkpoints.some((note) => note.includes(nonce)));
    wire.cut();
    await until("the second session", () => host.births.length === 3);
    edge.equipmentUp("saw");
    edge.record(scan(300));
    await until("data again", () => host.sequences.size >= 261);
  } finally {
    await edge.stop();
  }
}
