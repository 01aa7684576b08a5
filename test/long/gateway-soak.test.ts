// A day without peers, in fast time: the gateway holds no more at its end than in its morning, though the log on disk
// grows by every record; then the peers come and everything flows, without a restart.
import { afterAll, expect } from "vitest";
import { type Absence, type Soak, soak } from "../kit/gateway-soak.ts";
import type { Held } from "../kit/gateway-soak-memory.ts";
import { testWith } from "../kit/peers.ts";
import { writeResults } from "../kit/results-table.ts";

const hours = 24;
const rate = 480;
/** Code is compiled and buffers find their size; growth is counted in the 16 h after. */
const warmHours = 8;
const mostGrowthBytes = 1_000_000;
const mostGrowthShare = 0.05;
/** A file, socket or timer left behind by every attempt would be thousands. */
const mostMore = 10;
/**
 * Of every connection to a peer that is away. Pauses grow to 30 s and a scan every 5 s makes the attempt: 3000 a day;
 * fewer here, where an attempt that takes a millisecond takes half a second of the fast time.
 */
const leastAttempts = 300;

const absences: Readonly<Record<Absence, string>> = {
  refused: "connections refused, serial line unplugged",
  silent: "connected, and never a byte of answer",
  flapping: "there for 60 s, away for 60 s",
};
/** A serial port is not opened anew for minutes of silence; a flapping peer is found there at some attempts. */
const rarely: Readonly<Record<Absence, readonly string[]>> = {
  refused: [],
  silent: ["rtu"],
  flapping: ["rtu", "dtu", "opcua"],
};
const soaks = new Map<Absence, Soak>();

const kinds = {
  heap: ({ heap, external }: Held) => heap + external,
  rss: ({ rss }: Held) => rss,
  files: ({ files }: Held) => files,
  timers: ({ resources }: Held) => resources.Timeout ?? 0,
  sockets: ({ resources }: Held) =>
    Object.entries(resources).reduce((sum, [name, n]) => sum + (/TCP|UDP/.test(name) ? n : 0), 0),
} as const;
type Kind = keyof typeof kinds;

const steady = (all: readonly Held[]): readonly Held[] =>
  all.filter(({ hour }) => hour >= warmHours);
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** The line through all samples after warming up (least squares): where it begins, and how far it rises. */
function trend({ hours: all }: Soak, kind: Kind): { readonly from: number; readonly rise: number } {
  const points = steady(all).map((held) => ({ x: held.hour, y: kinds[kind](held) }));
  const [x, y] = [mean(points.map((point) => point.x)), mean(points.map((point) => point.y))];
  const over = points.reduce((sum, point) => sum + (point.x - x) * (point.y - y), 0);
  const under = points.reduce((sum, point) => sum + (point.x - x) ** 2, 0);
  const slope = over / under;
  const [first = x, last = x] = [points[0]?.x, points.at(-1)?.x];
  return { from: y + slope * (first - x), rise: slope * (last - first) };
}

/** Attempts that failed, by connection; the meter that always answers is not among them. */
function attempts({ status }: Soak): readonly (readonly [string, number])[] {
  return status.poll.connections
    .filter(({ id }) => id !== "plc")
    .map(({ id, failures }) => [id, failures] as const);
}

afterAll(() => {
  if (soaks.size < Object.keys(absences).length) return;
  const all = [...soaks];
  const row = (what: string, of: (soak: Soak, absence: Absence) => string | number) => [
    what,
    ...all.map(([absence, one]) => of(one, absence)),
  ];
  const megabytes = (bytes: number) => (bytes / 1e6).toFixed(2);
  const risen = (kind: Kind, unit: string, text: (n: number) => string) =>
    row(`${unit} at ${warmHours} h, and what the trend adds until the end`, (one) => {
      const { from, rise } = trend(one, kind);
      return `${text(from)}, ${rise < 0 ? "−" : "+"}${text(Math.abs(rise))}`;
    });
  writeResults(
    "gateway-soak",
    `A gateway whose peers are away for ${hours} h`,
    ["", ...all.map(([absence]) => absence)],
    [
      row("the peers", (_, absence) => absences[absence]),
      row("hours by the gateway's own clock", ({ hours: seen }) =>
        (seen.at(-1)?.hour ?? 0).toFixed(1),
      ),
      row("seconds of it in one of ours", () => rate),
      row("samples after warming up", ({ hours: seen }) => steady(seen).length),
      risen("heap", "heap and what it owns after a full collection, MB,", megabytes),
      risen("rss", "RSS, MB,", megabytes),
      ...(["files", "sockets", "timers"] as const).map((kind) =>
        risen(kind, `open ${kind}`, (n) => n.toFixed(1)),
      ),
      ...attempts(all[0]?.[1] as Soak).map(([id]) =>
        row(`failed attempts of ${id}`, (one) => new Map(attempts(one)).get(id) ?? 0),
      ),
      row("connections that came to the broker's door", ({ brokerAttempts }, absence) =>
        absence === "refused" ? "–" : brokerAttempts,
      ),
      row("records on disk in the evening", ({ status }) => status.edge.next),
      row("MB of them", ({ status }) => megabytes(status.edge.outboxBytes)),
      row("peers there again: s until all is up and delivered", ({ recoveryMs }) =>
        (recoveryMs / 1000).toFixed(0),
      ),
      row("records of the gateway = records of the centre", ({ delivered }) => delivered.records),
      row("declared lost", () => 0),
    ],
  );
});

for (const absence of Object.keys(absences) as Absence[]) {
  testWith("faketime", "socat")(`a day of peers that are ${absence}`, async () => {
    const began = Date.now();
    const result = await soak({ absence, hours, rate });
    soaks.set(absence, result);
    // Time did run faster, for the gateway and for its attempts.
    expect(result.hours.at(-1)?.hour).toBeGreaterThanOrEqual(hours);
    expect(steady(result.hours).length).toBeGreaterThanOrEqual(16);
    for (const [id, failed] of attempts(result)) {
      if (!rarely[absence].includes(id)) expect(failed, id).toBeGreaterThan(leastAttempts);
    }
    const { lastError, connected } = result.status.edge;
    if (absence !== "flapping") {
      expect(connected).toBe(false);
      expect(lastError?.code).toBe("GATEWAY_BROKER_UNREACHABLE");
      expect(lastError?.at).toBeGreaterThan(began + (hours - 1) * 3_600_000);
    }
    if (absence === "silent") expect(result.brokerAttempts).toBeGreaterThan(leastAttempts);

    const heap = trend(result, "heap");
    expect(heap.rise).toBeLessThan(mostGrowthBytes);
    expect(heap.rise).toBeLessThan(mostGrowthShare * heap.from);
    for (const kind of ["files", "timers", "sockets"] as const) {
      expect(trend(result, kind).rise, kind).toBeLessThan(mostMore);
    }
  });
}
