// Site evidence from a few lines: machines that deliver well unless told otherwise. Golden cases describe what
// differs; the model (build-model.ts) and the facts, thousands of them (build-facts.ts), are laid out here.
import { z } from "zod";
import { type DisplayFact, displayKinds } from "#contracts/display.ts";
import type {
  CaseDocument,
  EquipmentIdentity,
  LogEvidence,
  OpenClue,
  SiteEvidence,
} from "#contracts/evidence.ts";
import { hourMs } from "#contracts/fact.ts";
import type { LineModel } from "#contracts/line-model.ts";
import { delivery, factsOf, instant, reset, turn } from "./build-facts.ts";
import { machineSketch, modelOf, signalGroup } from "./build-model.ts";

export const evidenceSchema = z.strictObject({
  window: z.strictObject({ from: instant, to: instant }),
  /** Hours of which there are facts; all of the window unless said. */
  observed: z.strictObject({ from: instant, to: instant }).optional(),
  simulated: z.boolean().default(false),
  shifts: z
    .array(z.strictObject({ start: z.string(), end: z.string(), weekdays: z.array(z.number()) }))
    .default([{ start: "00:00", end: "00:00", weekdays: [1, 2, 3, 4, 5, 6, 7] }]),
  signals: z.array(signalGroup).default([]),
  equipment: z.array(machineSketch).default([]),
  /** Units per hour, one a product. */
  idealRates: z.array(z.number()).default([]),
  deliveries: z.array(delivery).default([]),
  /** Machines produce unless said. */
  states: z.array(turn).default([]),
  resets: z.array(reset).default([]),
  /** Every machine says the serial of the list, to its own gateway, unless said; null was not read. */
  identities: z
    .array(
      z.strictObject({
        equipment: z.string(),
        serial: z.string().nullable(),
        gateway: z.string().optional(),
      }),
    )
    .default([]),
  /** In every hour of [from, to), or of the window. */
  display: z
    .array(
      z.strictObject({
        kind: z.enum(displayKinds),
        from: instant.optional(),
        to: instant.optional(),
        buckets: z.array(z.tuple([z.number(), z.number()])),
      }),
    )
    .default([]),
  /** One log per gateway unless said; only what differs. */
  logs: z
    .array(
      z.strictObject({
        gateway: z.string(),
        verified: z.boolean().default(true),
        /** Records under the newest verified checkpoint, of 5000; and how old it is. */
        verifiedSize: z.number().int().default(4990),
        checkpointAgeSeconds: z.number().default(0),
        simulated: z.boolean().default(false),
        silent: z.boolean().default(false),
        forks: z.number().int().default(0),
        gapRecords: z.number().int().default(0),
        quarantined: z.number().int().default(0),
        witnessedMinutesAgo: z.number().optional(),
        clockOffsetMs: z.number().nullable().default(0),
        clockDriftPerMille: z.number().nullable().default(0),
      }),
    )
    .optional(),
  documents: z
    .array(z.strictObject({ criterion: z.string(), class: z.enum(["D", "V"]) }))
    .default([]),
  clues: z
    .array(
      z.strictObject({
        detector: z.string(),
        severity: z.union([z.literal(1), z.literal(2), z.literal(3)]),
        criteria: z.array(z.string()),
        equipment: z.string().default("press-1"),
        signal: z.string().nullable().default(null),
      }),
    )
    .default([]),
});

export type EvidenceSketch = z.output<typeof evidenceSchema>;

type LogSketch = NonNullable<EvidenceSketch["logs"]>[number];

function gatewaysOf(model: LineModel): string[] {
  const signals = model.lines.flatMap((line) => line.equipment).flatMap((each) => each.signals);
  return [...new Set(signals.map(({ gateway }) => gateway))];
}

const usualLog: Omit<LogSketch, "gateway"> = {
  verified: true,
  verifiedSize: 4990,
  checkpointAgeSeconds: 0,
  simulated: false,
  silent: false,
  forks: 0,
  gapRecords: 0,
  quarantined: 0,
  clockOffsetMs: 0,
  clockDriftPerMille: 0,
};

function logOf(log: LogSketch, sketch: EvidenceSketch): LogEvidence {
  const { to } = sketch.window;
  const { witnessedMinutesAgo } = log;
  return {
    log: `log-of-${log.gateway}`,
    gateway: log.gateway,
    origin: `lineproof/${log.gateway}`,
    simulated: log.simulated || sketch.simulated,
    size: 5000,
    verified: log.verified
      ? { size: log.verifiedSize, root: "cm9vdA==", time: to - log.checkpointAgeSeconds * 1000 }
      : null,
    forks: log.forks,
    gapRecords: log.gapRecords,
    quarantined: log.quarantined,
    witnessedAt: witnessedMinutesAgo === undefined ? null : to - witnessedMinutesAgo * 60_000,
    windowRange: log.silent ? null : { from: 100, to: 5000 },
    clockOffsetMs: log.clockOffsetMs,
    clockDriftPerMille: log.clockDriftPerMille,
  };
}

function identitiesOf(sketch: EvidenceSketch, model: LineModel): EquipmentIdentity[] {
  const machines = model.lines.flatMap((line) => line.equipment);
  return machines.flatMap((machine, i) => {
    const [signal] = machine.signals;
    const said = sketch.identities.find(({ equipment }) => equipment === machine.id);
    const value = said === undefined ? machine.serial : said.serial;
    if (signal === undefined || value === null) return [];
    const gateway = said?.gateway ?? signal.gateway;
    const log = `log-of-${gateway}`;
    const readAt = sketch.window.from;
    return [
      { equipment: machine.id, gateway, key: "serial", value, readAt, log, sequence: 100 + i },
    ];
  });
}

function displayOf(sketch: EvidenceSketch): DisplayFact[] {
  const { from, to } = sketch.window;
  const facts: DisplayFact[] = [];
  for (let hour = Math.floor(from / hourMs) * hourMs; hour < to; hour += hourMs) {
    for (const kind of displayKinds) {
      const said = sketch.display.findLast(
        (each) =>
          each.kind === kind && hour >= (each.from ?? -Infinity) && hour < (each.to ?? Infinity),
      );
      if (said !== undefined && said.buckets.length > 0) {
        facts.push({ hour, kind, buckets: said.buckets });
      }
    }
  }
  return facts;
}

function clueOf(clue: EvidenceSketch["clues"][number], i: number): OpenClue {
  const { detector, severity, criteria, equipment, signal } = clue;
  return {
    id: `clue-${i + 1}`,
    detector,
    severity,
    criteria,
    about: { equipment, signal },
    reason: { zh: "疑点", en: "a clue" },
    innocent: [],
  };
}

export function buildEvidence(sketch: EvidenceSketch): SiteEvidence {
  const model = modelOf(sketch);
  const documents: CaseDocument[] = sketch.documents.map((document) => ({
    ...document,
    signedBy: "李工",
    at: sketch.window.to,
  }));
  const logs: readonly LogSketch[] =
    sketch.logs ?? gatewaysOf(model).map((gateway) => ({ ...usualLog, gateway }));
  return {
    lineModel: model,
    lineModelHash: "0".repeat(64),
    window: sketch.window,
    facts: factsOf(sketch, model),
    logs: logs.map((log) => logOf(log, sketch)),
    identities: identitiesOf(sketch, model),
    display: displayOf(sketch),
    documents,
    clues: sketch.clues.map(clueOf),
  };
}
