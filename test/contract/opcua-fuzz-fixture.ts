// The session that fuzzing changes: a real server, a woodworking machine among others, everything that the driver
// ever asks.
import { DataType, nodesets } from "node-opcua";
import type { Connection } from "#gateway/driver.ts";
import type { OpcUaAddress } from "#gateway/drivers/opcua/address.ts";
import { opcua } from "#gateway/drivers/opcua/opcua-driver.ts";
import { type Recording, record } from "../kit/opcua-replay.ts";
import { noOutside, systemClock } from "./driver-contract.ts";
import { OpcUaFixture, type ServerPki } from "./opcua-fixture.ts";

const plc = "http://maker.example/plc";
const at = (id: string, type: string) => ({ node: `nsu=${plc};s=${id}`, type });

export const fuzzedAddresses = [
  at("level", "Int16"),
  at("speed", "Double"),
  at("big", "UInt64"),
  at("text", "String"),
  at("on", "Boolean"),
  at("nothing", "Float"),
  { path: "plc:level", namespaces: { plc }, type: "Int16" },
];

const variables = [
  ["level", DataType.Int16, -12],
  ["speed", DataType.Double, 1.5],
  ["big", DataType.UInt64, [1, 2]],
  ["text", DataType.String, "配方 7"],
  ["on", DataType.Boolean, true],
] as const;

export async function recordSession(pki: ServerPki, dataDir: string): Promise<Recording> {
  const fixture = await OpcUaFixture.open({
    pki,
    namespaces: [plc],
    variables: variables.map(([id, dataType, value]) => ({
      uri: plc,
      id,
      value: { dataType, value: value as never },
    })),
    nodesets: [nodesets.di, nodesets.ia, nodesets.machinery],
  });
  try {
    return await record(fixture.port, async (port) => {
      const url = `opc.tcp://127.0.0.1:${port}`;
      const endpoint = opcua.parseEndpoint({ url, securityMode: "None" }, noOutside);
      const io = { clock: systemClock, dataDir, log: () => undefined };
      const connection = await opcua.open(endpoint, io);
      await talk(connection, (n) => fixture.set("level", n));
      await connection.close();
    });
  } finally {
    await fixture.close();
  }
}

async function talk(
  connection: Connection<OpcUaAddress>,
  change: (n: number) => void,
): Promise<void> {
  const addresses = fuzzedAddresses.map((address) => opcua.parseAddress(address));
  const plan = connection.plan(addresses, 50);
  for (let scan = 0; scan < 10; scan += 1) {
    change(scan);
    await plan.read();
  }
  await connection.plan(addresses, 0).read();
  await connection.identify();
  await connection.inspect?.(addresses[0]!);
  const { signal } = new AbortController();
  for await (const _ of connection.browse!(undefined, {}, 200, signal));
  for await (const _ of connection.find!([0, 0], signal));
}
