// Site evidence from a few lines: a line with signals that deliver well unless told otherwise. Golden cases
// describe what differs; the facts, thousands of them, are laid out here scan by scan.
import { z } from "zod";
import type { CaseDocument, LogEvidence, OpenClue, SiteEvidence } from "#contracts/evidence.ts";
import { type Fact, hourMs } from "#contracts/fact.ts";
import { emptyFacts } from "#contracts/fact-feed.ts";
import { type LineModel, parseLineModel, signalClasses } from "#contracts/line-model.ts";

const instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
const share = z.number().min(0).max(1);

const signalGroup = z.strictObject({
  /** Signals are `<id>.1` … `<id>.<count>`. */
  id: z.string(),
  count: z.number().int().positive().default(1),
  class: z.enum(signalClasses).default("PV"),
  required: z.boolean().default(true),
  /** The firm says where it is read. */
  source: z.boolean().default(true),
  intervalMs: z.number().int().positive().default(60_000),
  gateway: z.string().default("gw-1"),
});

/** How signals deliver in the hours that overlap [from, to); later entries win. */
const delivery = z.strictObject({
  signals: z.array(z.string()).optional(),
  from: instant.optional(),
  to: instant.optional(),
  /** Minutes of the hour in which the gateway is on. */
  minutes: z.tuple([z.number().int(), z.number().int()]).default([0, 60]),
  /** Share of the scans of those minutes that arrive; of these, share good and share flagged S. */
  received: share.default(1),
  good: share.default(1),
  manual: share.default(0),
});

export const evidenceSchema = z.strictObject({
  window: z.strictObject({ from: instant, to: instant }),
  /** Hours of which there are facts; all of the window unless said. */
  observed: z.strictObject({ from: instant, to: instant }).optional(),
  simulated: z.boolean().default(false),
  shifts: z
    .array(z.strictObject({ start: z.string(), end: z.string(), weekdays: z.array(z.number()) }))
    .default([{ start: "00:00", end: "00:00", weekdays: [1, 2, 3, 4, 5, 6, 7] }]),
  signals: z.array(signalGroup),
  deliveries: z.array(delivery).default([]),
  /** One log per gateway unless said; only what differs. */
  logs: z
    .array(
      z.strictObject({
        gateway: z.string(),
        verified: z.boolean().default(true),
        simulated: z.boolean().default(false),
        silent: z.boolean().default(false),
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
      }),
    )
    .default([]),
});

export type EvidenceSketch = z.output<typeof evidenceSchema>;

const name = { zh: "甲", en: "A" };

function modelOf(sketch: EvidenceSketch): LineModel {
  // A scan group is read by one gateway.
  const groupId = ({ intervalMs, gateway }: EvidenceSketch["signals"][number]) =>
    `${gateway}-${intervalMs}`;
  const scanGroups = new Map(
    sketch.signals.map((group) => [
      groupId(group),
      { id: groupId(group), intervalMs: group.intervalMs },
    ]),
  );
  return parseLineModel("sketch", {
    format: "lineproof/line-model/1",
    site: {
      id: "site-1",
      name,
      cluster: "wenan-panel",
      timeZone: "Asia/Shanghai",
      productionDayStart: "08:00",
      simulated: sketch.simulated,
    },
    firm: { name, creditCode: "91131000MA00000000" },
    calendar: {
      shifts: sketch.shifts.map((shift, i) => ({ id: `shift-${i + 1}`, name, ...shift })),
    },
    lines: [
      {
        id: "line-1",
        name,
        profile: "wood-panel",
        stages: [{ id: "press", name, key: true }],
        equipment: [
          {
            id: "press-1",
            name,
            stage: "press",
            maker: "M",
            model: "P",
            serial: "1",
            digital: true,
            scanGroups: [...scanGroups.values()],
            signals: sketch.signals.flatMap((group) =>
              Array.from({ length: group.count }, (_, i) => ({
                id: `${group.id}.${i + 1}`,
                name,
                unit: "C62",
                class: group.class,
                required: group.required,
                scanGroup: groupId(group),
                purpose: group.id,
                ...(group.source ? { source: `register ${i}` } : {}),
                gateway: group.gateway,
              })),
            ),
          },
        ],
      },
    ],
  });
}

/** Bits of the minutes in which the first `scans` scans of the hour lie. */
function maskOf(scans: number, startMinute: number, intervalMs: number): string {
  const minutes = new Set(
    Array.from({ length: scans }, (_, i) => startMinute + Math.floor((i * intervalMs) / 60_000)),
  );
  let mask = "";
  for (let minute = 0; minute < 60; minute += 4) {
    const digit = [0, 1, 2, 3].reduce((bits, i) => bits * 2 + Number(minutes.has(minute + i)), 0);
    mask += digit.toString(16);
  }
  return mask;
}

function fillFact(
  empty: Fact,
  intervalMs: number,
  how: EvidenceSketch["deliveries"][number],
): Fact {
  const [start, end] = how.minutes;
  const asked = ((end - start) * 60_000) / intervalMs;
  const received = Math.round(asked * how.received);
  const good = Math.round(received * how.good);
  const manual = Math.round(received * how.manual);
  return {
    ...empty,
    received,
    good,
    byFlag: { ...empty.byFlag, N: received - manual, S: manual },
    validMinutes: maskOf(good, start, intervalMs),
  };
}

function factsOf(sketch: EvidenceSketch, model: LineModel): Fact[] {
  const { from, to } = sketch.observed ?? sketch.window;
  const groups = new Map(sketch.signals.map((group) => [group.id, group]));
  const usual = delivery.parse({});
  const facts: Fact[] = [];
  for (let hour = Math.floor(from / hourMs) * hourMs; hour < to; hour += hourMs) {
    for (const empty of emptyFacts(model, hour)) {
      const id = empty.signal.replace(/\.\d+$/, "");
      const how =
        sketch.deliveries.findLast(
          (each) =>
            (each.signals === undefined ||
              each.signals.includes(id) ||
              each.signals.includes(empty.signal)) &&
            hour + hourMs > (each.from ?? -Infinity) &&
            hour < (each.to ?? Infinity),
        ) ?? usual;
      facts.push(fillFact(empty, groups.get(id)?.intervalMs ?? 60_000, how));
    }
  }
  return facts;
}

function logsOf(sketch: EvidenceSketch): LogEvidence[] {
  const gateways = [...new Set(sketch.signals.map(({ gateway }) => gateway))];
  const all: NonNullable<EvidenceSketch["logs"]> =
    sketch.logs ??
    gateways.map((gateway) => ({ gateway, verified: true, simulated: false, silent: false }));
  return all.map(({ gateway, verified, simulated, silent }) => ({
    log: `log-of-${gateway}`,
    gateway,
    origin: `lineproof/${gateway}`,
    simulated: simulated || sketch.simulated,
    size: 5000,
    verified: verified ? { size: 4990, root: "cm9vdA==", time: sketch.window.to } : null,
    forks: 0,
    gapRecords: 0,
    quarantined: 0,
    witnessedAt: null,
    windowRange: silent ? null : { from: 100, to: 5000 },
    clockOffsetMs: 0,
  }));
}

export function buildEvidence(sketch: EvidenceSketch): SiteEvidence {
  const model = modelOf(sketch);
  const documents: CaseDocument[] = sketch.documents.map((document) => ({
    ...document,
    signedBy: "李工",
    at: sketch.window.to,
  }));
  const clues: OpenClue[] = sketch.clues.map((clue, i) => ({ id: `clue-${i + 1}`, ...clue }));
  return {
    lineModel: model,
    lineModelHash: "0".repeat(64),
    window: sketch.window,
    facts: factsOf(sketch, model),
    logs: logsOf(sketch),
    documents,
    clues,
  };
}
