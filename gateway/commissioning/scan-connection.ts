// Looks for the devices behind one connection and recognises them. One question at a time, reads only.
import type { Clock } from "#contracts/time.ts";
import { driverOf } from "../config/connection.ts";
import type { AnyDriver, Connection, FoundDevice } from "../driver.ts";
import { GatewayError } from "../errors.ts";
import { identityOf } from "../identity/value.ts";
import { equipmentOf } from "../recognition/equipment-of.ts";
import type { Template } from "../templates/template.ts";
import { observe, type Recognition, rankRecognitions, readAlone } from "./recognise.ts";

export type ScanTarget = {
  readonly id: string;
  readonly driver: string;
  /** As the driver parsed it. */
  readonly endpoint: unknown;
};

export type ScannedDevice = {
  readonly connection: string;
  readonly shared: FoundDevice["shared"];
  readonly said: FoundDevice["said"];
  readonly evidence: string;
  /** Best first. */
  readonly recognitions: readonly Recognition[];
  /** As a configuration writes it; absent where no template fits. */
  readonly equipment?: ScannedEquipment;
};

export type ScannedEquipment = {
  readonly id: string;
  readonly connection: string;
  readonly [key: string]: unknown;
};

export type OpenConnection = {
  readonly driver: AnyDriver;
  readonly connection: Connection<unknown>;
};

export type ScanReport = {
  readonly connection: string;
  readonly devices: readonly ScannedDevice[];
  /** What was looked through, zh · en. */
  readonly touched: string;
};

export type ScanIo = {
  readonly clock: Clock;
  /** Absolute; for what a driver keeps, e.g. its certificate. */
  readonly dataDir: string;
  readonly log: (message: string) => void;
  readonly signal: AbortSignal;
  readonly templates: readonly Template[];
};

/** Throws GATEWAY_COMMISSIONING_UNSUPPORTED, or why the connection could not be opened. */
export async function scanConnection(
  target: ScanTarget,
  range: readonly [number, number],
  io: ScanIo,
  told: (device: ScannedDevice) => void,
): Promise<ScanReport> {
  const driver = driverOf(target.driver);
  if (driver === undefined) {
    throw new GatewayError("GATEWAY_DRIVER_UNKNOWN", `没有驱动 ${target.driver} · no such driver`);
  }
  const { clock, dataDir, log } = io;
  const connection = await driver.open(target.endpoint, { clock, dataDir, log });
  try {
    return await scanOpened(target.id, { driver, connection }, range, io, told);
  } finally {
    await connection.close();
  }
}

/**
 * The same over a connection that is open already, and stays so. Throws GATEWAY_COMMISSIONING_UNSUPPORTED.
 * @param taken equipment ids that are not to be given again; those of what is found are added.
 */
export async function scanOpened(
  id: string,
  open: OpenConnection,
  range: readonly [number, number],
  io: Pick<ScanIo, "signal" | "templates">,
  told: (device: ScannedDevice) => void,
  taken = new Set<string>(),
): Promise<ScanReport> {
  const { driver, connection } = open;
  if (connection.find === undefined) {
    throw new GatewayError(
      "GATEWAY_COMMISSIONING_UNSUPPORTED",
      `驱动 ${driver.kind} 不会找设备 · driver ${driver.kind} cannot look for devices`,
    );
  }
  const devices: ScannedDevice[] = [];
  for await (const found of connection.find(range, io.signal)) {
    const device = await recognisedDevice(id, open, found, io, taken);
    devices.push(device);
    told(device);
  }
  return { connection: id, devices, touched: touchedWords(driver, range) };
}

function touchedWords({ protocol }: AnyDriver, [first, last]: readonly [number, number]): string {
  return protocol === "modbus"
    ? `单元 ${first}–${last},只读 FC03、FC04、FC43 · units ${first}–${last}, reads only`
    : "地址空间,只浏览和读取 · address space, browsed and read only";
}

async function recognisedDevice(
  connectionId: string,
  open: OpenConnection,
  found: FoundDevice,
  { templates, signal }: Pick<ScanIo, "templates" | "signal">,
  taken: Set<string>,
): Promise<ScannedDevice> {
  const { shared, said, evidence } = found;
  const recognitions = await recognitionsOf(open, found, templates, signal);
  const best = templates.find(({ id }) => id === recognitions[0]?.template);
  const identity = best === undefined ? [] : await identityBy(best, open, shared);
  const keys = new Set<string>(identity.map(([key]) => key));
  const equipment =
    best === undefined ? undefined : await writtenEquipment(connectionId, open, found, best, taken);
  if (equipment !== undefined) taken.add(equipment.id);
  return {
    connection: connectionId,
    shared,
    said: [...identity, ...said.filter(([key]) => !keys.has(key))],
    evidence,
    recognitions,
    ...(equipment === undefined ? {} : { equipment }),
  };
}

/** A device that names its own template needs no probing. */
async function recognitionsOf(
  { driver, connection }: OpenConnection,
  { template, shared, said, evidence }: FoundDevice,
  templates: readonly Template[],
  signal: AbortSignal,
): Promise<readonly Recognition[]> {
  if (template !== undefined) return [{ template, confidence: "sure", why: evidence }];
  return rankRecognitions(await observe(driver, connection, shared, templates, signal), said);
}

async function writtenEquipment(
  connectionId: string,
  open: OpenConnection,
  found: FoundDevice,
  template: Template,
  taken: ReadonlySet<string>,
): Promise<ScannedEquipment | undefined> {
  if (found.template !== undefined) {
    return (await equipmentOf(found, template, open, connectionId, taken))?.equipment;
  }
  const number = Object.values(found.shared).find((value) => typeof value === "number");
  const name = [template.id, number].filter((part) => part !== undefined).join("-");
  return {
    id: taken.has(name) ? `${name}-${connectionId}` : name,
    connection: connectionId,
    ...found.shared,
    template: template.id,
    scanGroups: [{ id: "second", intervalMs: 1000 }],
  };
}

async function identityBy(
  { identity = [], namespaces }: Template,
  { driver, connection }: OpenConnection,
  shared: FoundDevice["shared"],
): Promise<FoundDevice["said"]> {
  if (identity.length === 0) return [];
  const own = shared.namespaces as Readonly<Record<string, string>> | undefined;
  const all =
    namespaces === undefined && own === undefined ? {} : { namespaces: { ...namespaces, ...own } };
  const sources = identity.map(({ key, address }) => ({
    key,
    address: driver.parseAddress(address, { ...shared, ...all }),
  }));
  const readings = await readAlone(
    connection,
    sources.map(({ address }) => address),
  );
  return identityOf(sources, readings);
}
