// One line through the real record and log path, faster than time: plant → readings → change detection →
// canonical bytes → outbox and evidence log → checkpoints, beside it the truth.
import { appendFileSync, existsSync, mkdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { toHex } from "#contracts/bytes.ts";
import { plainReading } from "#gateway/stepped/stepped-reading.ts";
import { CassetteRecorder } from "#simulators/cassette/cassette-recorder.ts";
import type { PointValue } from "#simulators/plant/plant.ts";
import { eventsOf } from "#simulators/run/running-plant.ts";
import type { FastLine } from "#simulators/stepping/fast-line.ts";
import type { PlantScan } from "#simulators/stepping/plant-stepper.ts";
import { type TruthHeader, type TruthState, truthFormat } from "#simulators/truth/truth-format.ts";
import { CommandError } from "../errors.ts";
import { equipmentOfPoints, type PointGroup } from "./equipment-of-points.ts";
import { FastHost } from "./fast-host.ts";
import { buildFastPlant, type FastPlant } from "./fast-plant.ts";
import { TruthArchive } from "./truth-archive.ts";
import { WireFaults } from "./wire-faults.ts";

export type RecordLineOptions = {
  readonly plant: FastPlant;
  /** Scans have instants in [from, to), ms UTC. */
  readonly from: number;
  readonly to: number;
  readonly cadenceMs: number;
  /** Folder of this plant; made. Its `gateway` folder must not be there. */
  readonly folder: string;
  /** Plant time between checkpoints; default 600. */
  readonly checkpointSeconds?: number;
  /** Also record the scans as `cassette.jsonl.gz` (docs/formats/cassette.md). Default no. */
  readonly cassette?: boolean;
  /** About once per hour of plant time. */
  readonly onProgress?: (at: number, records: number) => void;
  /** Asked about once per hour of plant time; the run then ends with what it has. */
  readonly stopped?: () => boolean;
};

export type LineResult = {
  readonly plant: string;
  readonly points: number;
  /** Instant behind the last scan, ms UTC. */
  readonly reached: number;
  readonly scans: number;
  readonly records: number;
  readonly samples: number;
  readonly logBytes: number;
  readonly log: string;
  readonly origin: string;
  /** Hex. */
  readonly root: string;
  readonly dropped: number;
  /** Scans that found no room on the cassette. */
  readonly cassetteDropped: number;
};

const hourMs = 3_600_000;
const truthEveryMs = 60_000;

/** Throws BIN_DATA_DIR where a gateway's folder stands already, and what gateway and plant throw. */
export async function recordLine(options: RecordLineOptions): Promise<LineResult> {
  const { plant, from, to, folder, onProgress, stopped = () => false } = options;
  const gatewayDir = join(folder, "gateway");
  refuseUsed(gatewayDir);
  mkdirSync(folder, { recursive: true });
  const line = await buildFastPlant(plant, options);
  const groups = equipmentOfPoints(line.stepper.points);
  const host = openHost(options, groups, line, gatewayDir);
  const truth = new TruthArchive(join(folder, "truth.jsonl.gz"));
  const wires = new WireFaults(line);
  const cassette = options.cassette === true ? openCassette(line, plant, folder) : undefined;
  truth.append(truthHeader(plant, line, from));
  let failure: unknown;
  try {
    let breakAt = from + hourMs;
    for (const scan of line.stepper.scans(to)) {
      if (scan.at >= breakAt) {
        breakAt += hourMs;
        onProgress?.(scan.at, host.status().next);
        await turn();
        if (stopped()) break;
      }
      cassette?.take(scan);
      host.moveTo(scan.at, line.faults.host());
      readAll(host, groups, scan, wires);
      recordTruth(truth, line, scan.at);
    }
  } catch (error) {
    failure = error;
  }
  closeAll([truth, cassette, host], failure);
  return { ...describe(plant, host, line, gatewayDir), cassetteDropped: cassette?.dropped ?? 0 };
}

/** Closes each, also behind one that fails; throws what failed first. */
function closeAll(parts: readonly ({ close(): void } | undefined)[], before: unknown): void {
  let first = before;
  for (const part of parts) {
    try {
      part?.close();
    } catch (error) {
      first ??= error;
    }
  }
  if (first !== undefined) throw first;
}

function refuseUsed(gatewayDir: string): void {
  if (!existsSync(gatewayDir)) return;
  throw new CommandError(
    "BIN_DATA_DIR",
    `${gatewayDir} 已存在:一次快速仿真从新目录开始 · ${gatewayDir} is there already: a fast run begins in a new folder`,
    { folder: gatewayDir },
  );
}

function openHost(
  { plant, from, folder, checkpointSeconds = 600 }: RecordLineOptions,
  groups: readonly PointGroup[],
  line: FastLine,
  dataDir: string,
): FastHost {
  const serials = line.stepper.points
    .filter((point) => point.endsWith(".serial"))
    .map((point) => {
      const equipment = point.slice(0, -".serial".length);
      return [`equipment.${equipment}.identity.serial`, line.shown.value(point)] as const;
    });
  const checkpoints = join(folder, "checkpoints.jsonl");
  return new FastHost({
    start: from,
    cloneDir: join(folder, "clone"),
    gateway: {
      site: plant.site,
      gateway: plant.gateway,
      dataDir,
      equipment: groups.map(({ equipment, signals }) => ({ id: equipment, signals })),
      identity: serials.map(([key, value]) => [key, String(value)] as const),
      ...(plant.lineModelHash === undefined ? {} : { lineModelHash: plant.lineModelHash }),
      checkpointSeconds,
      // The outbox keeps the last few only; a running gateway publishes them.
      onCheckpoint: (checkpoint) => appendFileSync(checkpoints, `${JSON.stringify(checkpoint)}\n`),
    },
  });
}

function openCassette(
  { scenario: { line }, seed, stepper: { points } }: FastLine,
  { scenario: { file } }: FastPlant,
  folder: string,
): CassetteRecorder {
  const from = { line, seed, scenario: basename(file) };
  return new CassetteRecorder({ file: join(folder, "cassette.jsonl.gz"), from, points });
}

/** Every running gateway reads all equipment. */
function readAll(
  host: FastHost,
  groups: readonly PointGroup[],
  { at, values }: PlantScan,
  wires: WireFaults,
): void {
  host.forEach((gateway) => {
    for (const { equipment, places } of groups) {
      const { failure, clockMs } = wires.answer(equipment);
      if (failure !== undefined) gateway.unreachable(equipment, failure);
      else {
        const read = (place: number) => plainReading(values[place] as PointValue, at + clockMs);
        gateway.scan(equipment, places.map(read));
      }
    }
  });
}

function truthHeader(
  { scenario: { file } }: FastPlant,
  { scenario: { id, line }, seed }: FastLine,
  startedAt: number,
): TruthHeader {
  return {
    format: truthFormat,
    simulated: true,
    by: "Lineproof simulator",
    scenario: file,
    seed,
    startedAt,
    plants: [{ id, line, seed }],
  };
}

function recordTruth(truth: TruthArchive, line: FastLine, at: number): void {
  for (const event of eventsOf(line)) truth.append(event);
  if (at % truthEveryMs !== 0) return;
  const { faults, shown, scenario } = line;
  const state: TruthState = {
    at,
    plant: scenario.id,
    truth: line.truth(),
    faults: faults.acts(),
    cheats: shown.acts(),
    deviations: shown.deviations(),
  };
  truth.append(state);
}

function describe(
  { id }: FastPlant,
  host: FastHost,
  { stepper }: FastLine,
  gatewayDir: string,
): Omit<LineResult, "cassetteDropped"> {
  const { scans, samples, next, log, origin, root, dropped } = host.status();
  return {
    plant: id,
    points: stepper.points.length,
    reached: stepper.next,
    scans,
    records: next,
    samples,
    logBytes: statSync(join(gatewayDir, "outbox.db")).size,
    log,
    origin,
    root: toHex(root),
    dropped,
  };
}
