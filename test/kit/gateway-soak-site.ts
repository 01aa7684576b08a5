// A site whose gateway has one equipment on every wire, each behind a door (gateway-soak-gate.ts), and one meter that
// always answers, so that records pile up whatever happens to the others.
import { createSocket } from "node:dgram";
import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { parse, stringify } from "yaml";
import { type FixtureRequest, ModbusFixture, registersPdu } from "../contract/modbus-fixture.ts";
import { OpcUaFixture, ServerPki } from "../contract/opcua-fixture.ts";
import { openSerialLine } from "../contract/serial-line.ts";
import { freePort } from "./free-port.ts";
import { type Door, Gate } from "./gateway-soak-gate.ts";
import { writeSiteFiles } from "./site-files.ts";

const intervalMs = 5_000;
const plc = "http://maker.example/plc";
const registration = "SOAK-1";

type Entry = Record<string, unknown>;
type GatewayYaml = { connections: Entry[]; equipment: Entry[] };
type ModelYaml = { lines: { equipment: Entry[] }[] };

export type SoakSite = {
  readonly gateway: string;
  readonly serve: string;
  readonly journal: string;
  /** By what is behind them. */
  readonly gates: Readonly<Record<"modbus-tcp" | "modbus-rtu-tcp" | "opcua" | "broker", Gate>>;
  /** All doors of the network at once; the serial line answers when they are open. */
  turn(door: Door): Promise<void>;
  /** Plugs the serial line in, where it was not, and lets the DTU dial in. */
  plugIn(): Promise<void>;
};

/** Each register counts up with every question: no record is empty. */
function counting(): (request: FixtureRequest) => Uint8Array {
  let asked = 0;
  return (request) => registersPdu(request, ++asked);
}

async function fixture(framing: "tcp" | "rtu"): Promise<ModbusFixture> {
  const answer = counting();
  const server = await ModbusFixture.open(
    (request) => {
      server.requests.length = 0;
      return answer(request);
    },
    0,
    framing,
  );
  onTestFinished(() => server.close());
  return server;
}

/** A server whose counter goes up with every look at it. */
async function opcUaServer(): Promise<OpcUaFixture> {
  const pki = await ServerPki.make({ from: new Date(Date.now() - 86_400_000), days: 10 });
  const server = await OpcUaFixture.open({
    pki,
    namespaces: [plc],
    variables: [{ uri: plc, id: "count", value: { dataType: "UInt16", value: 0 } }],
  });
  onTestFinished(async () => {
    await server.close();
    await pki.remove();
  });
  return server;
}

/** A time server that hears and never answers. */
async function muteTimeServer(): Promise<number> {
  const socket = createSocket("udp4");
  onTestFinished(() => {
    socket.close();
  });
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  return socket.address().port;
}

/** @param plugged whether the serial line is there from the start, silent. */
export async function soakSite(folder: string, plugged: boolean): Promise<SoakSite> {
  const [tcp, rtu, server, always] = [
    await fixture("tcp"),
    await fixture("rtu"),
    await opcUaServer(),
    await fixture("tcp"),
  ];
  const host = "127.0.0.1";
  const [webPort, brokerPort, dtuPort] = [await freePort(), await freePort(), await freePort()];
  const gates = {
    "modbus-tcp": new Gate(await freePort(), tcp.port),
    "modbus-rtu-tcp": new Gate(await freePort(), rtu.port),
    opcua: new Gate(await freePort(), server.port),
    broker: new Gate(await freePort(), brokerPort),
  };
  const serial = await fixture("rtu");
  const answers = serial.handler;
  serial.handler = () => undefined;
  const line = join(folder, "ttyS-soak");
  const plug = async () => {
    const opened = await openSerialLine(serial.port);
    onTestFinished(() => opened.close());
    symlinkSync(opened.path, line);
  };
  if (plugged) await plug();

  const site = {
    folder,
    modbusPort: always.port,
    webPort,
    intervalMs,
    equipment: "meter",
    signals: [{ id: "count", address: { table: "input", address: 0, type: "uint16" } }],
    externalBroker: false,
  };
  const files = writeSiteFiles({ ...site, mqttPort: brokerPort });
  const dead: readonly Entry[] = [
    { id: "tcp", driver: "modbus-tcp", endpoint: { host, port: gates["modbus-tcp"].port } },
    {
      id: "rtu-tcp",
      driver: "modbus-rtu-tcp",
      endpoint: { host, port: gates["modbus-rtu-tcp"].port },
    },
    { id: "rtu", driver: "modbus-rtu", endpoint: { path: line, baudRate: 115_200 } },
    {
      id: "dtu",
      driver: "modbus-dtu",
      endpoint: { listen: { host, port: dtuPort }, registration },
    },
    {
      id: "opcua",
      driver: "opcua",
      endpoint: { url: `opc.tcp://${host}:${gates.opcua.port}`, securityMode: "None" },
    },
  ];
  const ntp = plugged ? await muteTimeServer() : await freePort();
  change<GatewayYaml & Entry>(files.gateway, (gateway) => {
    const [meter = {}] = gateway.equipment;
    const [connection = {}] = gateway.connections;
    // Fast time leaves this process little of it to answer in.
    Object.assign(connection.endpoint as Entry, {
      requestTimeoutMs: 60_000,
      readTimeoutMs: 60_000,
    });
    for (const each of dead) {
      gateway.connections.push(each);
      gateway.equipment.push(each.driver === "opcua" ? opcUaEquipment : equipmentAt(meter, each));
    }
    Object.assign(gateway.broker as Entry, { url: `mqtt://${host}:${gates.broker.port}` });
    Object.assign(gateway, {
      clock: { ntp: [`${host}:${ntp}`], ntpSeconds: 64 },
      outbox: { resendPerSecond: 100_000 },
      checkpointSeconds: 60,
    });
  });
  change<ModelYaml>(join(folder, "line-model.yaml"), ({ lines: [first] }) => {
    const [meter = {}] = first?.equipment ?? [];
    for (const { id } of dead) first?.equipment.push({ ...meter, id });
  });
  return {
    ...files,
    gates,
    turn: async (door) => {
      serial.handler = door === "open" ? answers : () => undefined;
      await Promise.all(Object.values(gates).map((gate) => gate.turn(door)));
    },
    plugIn: async () => {
      if (!plugged) await plug();
      const dtu = ModbusFixture.dial(counting(), {
        port: dtuPort,
        registration: Buffer.from(registration),
        again: true,
      });
      onTestFinished(() => dtu.close());
    },
  };
}

function equipmentAt(meter: Entry, { id }: Entry): Entry {
  return { ...meter, id, connection: id };
}

const opcUaEquipment: Entry = {
  id: "opcua",
  connection: "opcua",
  signals: [{ id: "count", address: { node: `nsu=${plc};s=count`, type: "UInt16" } }],
  scanGroups: [{ id: "fast", intervalMs }],
};

function change<T>(file: string, by: (content: T) => void): void {
  const content = parse(readFileSync(file, "utf8")) as T;
  by(content);
  writeFileSync(file, stringify(content));
}
