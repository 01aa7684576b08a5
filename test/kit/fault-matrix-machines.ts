// How each machine of the matrix is read: signals, addresses, the point that each shows, and the exactness with
// which its wire can say it.
import { dirname } from "node:path";
import type { PointValue } from "#simulators/plant/plant.ts";
import { NAMESPACE, nodeOf } from "../contract/faulty-scenario.ts";
import type { MatrixCase, MatrixMachine } from "./fault-matrix-case.ts";
import type { MatrixPlants } from "./fault-matrix-plants.ts";
import type { MatrixConnection, MatrixEquipment, MatrixSignal } from "./fault-matrix-site.ts";

type Read = MatrixSignal & {
  readonly point: string;
  /** Whether `value` is what the wire makes of `shown`. */
  readonly says: (shown: PointValue, value: number) => boolean;
};

const float = (shown: PointValue, value: number): boolean =>
  typeof shown === "number" && Math.fround(shown) === Math.fround(value);
/** Tenths; half of one is rounding. */
const tenths = (shown: PointValue, value: number): boolean =>
  typeof shown === "number" && Math.abs(shown - value) <= 0.051;
/** The meter's own end is 10^7 kWh (simulators/devices/sdm630.ts). */
const energy = (shown: PointValue, value: number): boolean =>
  typeof shown === "number" && float(shown % 10_000_000, value);

const input = (id: string, address: number): MatrixSignal => ({
  id,
  address: { table: "input", address, type: "float32" },
});
const holding = (id: string, address: number): MatrixSignal => ({
  id,
  address: { table: "holding", address, type: "int16", scale: 0.1 },
});
const node = (point: string): MatrixSignal => ({
  id: point,
  address: { node: `nsu=${NAMESPACE};${nodeOf(point)}`, type: "Float" },
});

const reads: Readonly<Record<MatrixMachine, readonly Read[]>> = {
  meter: [
    { ...input("voltage.l1", 0x00), point: "meter-main.voltage.l1", says: float },
    { ...input("current.l1", 0x06), point: "meter-main.current.l1", says: float },
    { ...input("power.active", 0x34), point: "meter-main.power.active", says: float },
    { ...input("energy", 0x48), point: "meter-main.energy.active.import", says: energy },
  ],
  zone: [
    { ...holding("temperature.pv", 0x2000), point: "zone-1.temperature.pv", says: tenths },
    { ...holding("temperature.sp", 0x2103), point: "zone-1.temperature.sp", says: tenths },
  ],
  controller: [
    "meter-main.power.active",
    "meter-main.voltage.l1",
    "zone-1.temperature.pv",
    "zone-2.temperature.pv",
  ].map((point) => ({ ...node(point), point, says: float })),
};

export function readsOf(machine: MatrixMachine): readonly Read[] {
  return reads[machine];
}

const units: Readonly<Record<MatrixMachine, number>> = { meter: 1, zone: 11, controller: 0 };

/** Id of the second machine behind the connection of a case. */
export const besideOf = (id: string): string => `${id}-beside`;

export function equipmentOf(one: MatrixCase): readonly MatrixEquipment[] {
  const { id, machine, intervalMs, beside } = one;
  const read = (as: string, which: MatrixMachine): MatrixEquipment => ({
    id: as,
    connection: id,
    ...(units[which] === 0 ? {} : { unit: units[which] }),
    intervalMs,
    signals: reads[which].map(({ id: signal, address }) => ({ id: signal, address })),
  });
  return [
    read(id, machine),
    ...(beside ? [read(besideOf(id), machine === "meter" ? "zone" : "meter")] : []),
  ];
}

/** What a device is given to answer. */
export const patience = { requestTimeoutMs: 1_000, connectTimeoutMs: 3_000, opcuaMs: 2_000 };
/** After so much quiet a foreign master is taken to be gone; a minute by default. */
export const quietMs = 3_000;

/** @param rtu the gateway's end of the lines, by plant. */
export function connectionOf(
  { id, wire }: MatrixCase,
  plants: MatrixPlants,
  rtu: ReadonlyMap<string, string>,
): MatrixConnection {
  const { addresses } = plants.plant(id);
  const { requestTimeoutMs, connectTimeoutMs, opcuaMs } = patience;
  switch (wire) {
    case "tcp":
      return {
        id,
        driver: "modbus-tcp",
        endpoint: { ...placed(addresses.modbus), requestTimeoutMs, connectTimeoutMs },
      };
    case "rtu":
      return {
        id,
        driver: "modbus-rtu",
        endpoint: {
          path: rtu.get(id),
          baudRate: 115_200,
          requestTimeoutMs,
          foreignMasterQuietMs: quietMs,
        },
      };
    case "opcua":
    case "opcua-secure": {
      const url = `opc.tcp://127.0.0.1:${addresses.opcua?.port}`;
      const security =
        wire === "opcua"
          ? { securityMode: "None" }
          : {
              securityMode: "SignAndEncrypt",
              securityPolicy: "Basic256Sha256",
              // Its certificate, and the expired one that it will show: trust alone must not be enough.
              trust: [dirname(addresses.opcua?.certificateFile ?? "")],
            };
      return { id, driver: "opcua", endpoint: { url, ...security, timeoutMs: opcuaMs } };
    }
  }
}

function placed(place: { readonly host: string; readonly port: number } | undefined) {
  if (place === undefined) throw new Error("the plant does not listen there");
  return { host: place.host, port: place.port };
}
