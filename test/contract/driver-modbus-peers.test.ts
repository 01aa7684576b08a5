// The Modbus drivers read servers that nobody here wrote: pymodbus over TCP, RTU over TCP and a serial line, libmodbus
// over TCP and a serial line. Without the programs the tests are skipped and say so; CI fails (test/kit/peers.ts).
import { type ChildProcess, spawn } from "node:child_process";
import { connect } from "node:net";
import { expect, onTestFinished } from "vitest";
import { qualityOf } from "#contracts/quality.ts";
import type { AnyDriver, Connection } from "#gateway/driver.ts";
import { drivers } from "#gateway/drivers/registry.ts";
import { freePort } from "../kit/free-port.ts";
import { testWith } from "../kit/peers.ts";
import { eventually, noOutside, planMs, systemClock } from "./driver-contract.ts";
import { map, reads, refused } from "./modbus-map.ts";
import { openSerialLine } from "./serial-line.ts";

const patient = { requestTimeoutMs: 1_000, readTimeoutMs: 3_000 };

/** Ends with the test. */
function serve(script: string, args: readonly string[]): ChildProcess {
  const path = new URL(script, import.meta.url).pathname;
  const child = spawn("/usr/bin/python3", [path, ...args], { stdio: ["ignore", "pipe", "ignore"] });
  onTestFinished(async () => {
    const ended = new Promise((resolve) => child.once("exit", resolve));
    if (child.exitCode === null && child.kill("SIGKILL")) await ended;
  });
  return child;
}

async function open(kind: keyof typeof drivers, endpoint: object): Promise<Connection<unknown>> {
  const driver: AnyDriver = drivers[kind] as AnyDriver;
  const io = { clock: systemClock, dataDir: "/nowhere", log: () => undefined };
  const parsed = driver.parseEndpoint({ ...patient, ...endpoint }, noOutside);
  const connection = await driver.open(parsed, io);
  onTestFinished(() => connection.close());
  return connection;
}

function planOf(connection: Connection<unknown>, addresses: readonly string[]) {
  const parse = (address: string) => drivers["modbus-tcp"].parseAddress(address);
  return connection.plan(addresses.map(parse), planMs);
}

function answersOn(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true));
    socket.once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}

const addresses = reads.map(({ address }) => address);
const expected = reads.map(({ reads: read }) => read);

/** Values, a refused neighbour, every table, ten scans. */
async function readsTheMap(connection: Connection<unknown>, nobodys: string): Promise<void> {
  const plan = planOf(connection, [...addresses, nobodys]);
  for (let scan = 0; scan < 10; scan += 1) {
    const readings = [...(await plan.read())];
    expect(qualityOf(readings.pop()?.status ?? 0)).toBe("bad");
    expect(readings).toMatchObject(expected);
  }
}

const pymodbusWires = [
  ["modbus-tcp", "tcp"],
  ["modbus-rtu-tcp", "rtu-tcp"],
  ["modbus-rtu", "rtu"],
] as const;

for (const [kind, wire] of pymodbusWires) {
  const names = wire === "rtu" ? (["pymodbus", "socat"] as const) : (["pymodbus"] as const);
  testWith(...names)(
    `${kind} reads pymodbus: two units, who they are, what they refuse`,
    async () => {
      const port = await freePort();
      const line = wire === "rtu" ? await openSerialLine() : undefined;
      onTestFinished(async () => line?.close());
      serve("pymodbus-server.py", [wire, line?.other ?? String(port), JSON.stringify(map)]);
      if (line === undefined) await eventually(() => answersOn(port), 20_000);
      const endpoint =
        line === undefined ? { host: "127.0.0.1", port } : { path: line.path, baudRate: 115_200 };
      const connection = await open(kind, endpoint);
      // On a line nobody says that the server is there.
      await eventually(async () => {
        const [reading] = await planOf(connection, ["holding:7:uint16"])
          .read()
          .catch(() => []);
        return reading?.value === 65_535;
      }, 20_000);
      await readsTheMap(connection, refused);
      const both = planOf(connection, ["holding:100:uint16,unit=2", "holding:7:uint16,unit=1"]);
      expect((await both.read()).map(({ value }) => value)).toEqual([7, 65_535]);
      const said = new Map(await connection.identify());
      for (const unit of [1, 2]) {
        expect(said.get(`unit.${unit}.vendorName`)).toBe("pymodbus");
        expect(said.get(`unit.${unit}.productCode`)).toBe("PM");
        expect(said.get(`unit.${unit}.revision`)).toBe("3.0");
      }
    },
  );
}

for (const [kind, wire] of [
  ["modbus-tcp", "tcp"],
  ["modbus-rtu", "rtu"],
] as const) {
  const names = wire === "rtu" ? (["libmodbus", "socat"] as const) : (["libmodbus"] as const);
  testWith(...names)(
    `${kind} reads libmodbus, and what lies behind its map is refused`,
    async () => {
      const port = await freePort();
      const line = wire === "rtu" ? await openSerialLine() : undefined;
      onTestFinished(async () => line?.close());
      const place = line?.other ?? String(port);
      const server = serve("libmodbus-server.py", [wire, place, JSON.stringify(map.units["1"])]);
      await new Promise((resolve) => server.stdout?.once("data", resolve));
      const endpoint =
        line === undefined ? { host: "127.0.0.1", port } : { path: line.path, baudRate: 115_200 };
      const connection = await open(kind, endpoint);
      await readsTheMap(connection, "input:9:int16");
      expect(await connection.identify()).toEqual([]);
    },
  );
}
