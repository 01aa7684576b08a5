// What /metrics shows: one line each. Names follow Prometheus' rules: base units, `_total` for counters.
import type { DeviceState, EquipmentStatus, GatewayStatus } from "../status.ts";
import { deviceStates } from "../status.ts";

type Labels = Readonly<Record<string, string>>;
type Reading = readonly [labels: Labels, value: number];

export type MetricLine = {
  readonly name: string;
  readonly type: "gauge" | "counter";
  readonly help: string;
  readonly labels: readonly string[];
  /** @param now ms UTC */
  read(status: GatewayStatus, now: number): readonly Reading[];
};

const prefix = "lineproof_gateway_";

function one(
  type: MetricLine["type"],
  name: string,
  help: string,
  value: (status: GatewayStatus, now: number) => number | null,
): MetricLine {
  const read = (status: GatewayStatus, now: number): readonly Reading[] => {
    const found = value(status, now);
    return found === null ? [] : [[{}, found]];
  };
  return { name: prefix + name, type, help, labels: [], read };
}

function perEquipment(
  type: MetricLine["type"],
  name: string,
  help: string,
  value: (equipment: EquipmentStatus, now: number) => number | null,
): MetricLine {
  const read = ({ poll }: GatewayStatus, now: number): readonly Reading[] =>
    poll.equipment.flatMap((each): readonly Reading[] => {
      const found = value(each, now);
      return found === null ? [] : [[{ equipment: each.id }, found]];
    });
  return { name: prefix + name, type, help, labels: ["equipment"], read };
}

function perConnection(
  type: MetricLine["type"],
  name: string,
  help: string,
  value: (connection: GatewayStatus["poll"]["connections"][number]) => number,
): MetricLine {
  const read = ({ poll }: GatewayStatus): readonly Reading[] =>
    poll.connections.map((each) => [{ connection: each.id }, value(each)]);
  return { name: prefix + name, type, help, labels: ["connection"], read };
}

const seconds = (ms: number): number => ms / 1000;

export const metricList: readonly MetricLine[] = [
  {
    name: `${prefix}equipment_state`,
    type: "gauge",
    help: "1 for the state that the equipment is in",
    labels: ["equipment", "state"],
    read: ({ poll }) =>
      poll.equipment.flatMap(({ id, state }) =>
        deviceStates.map(
          (each: DeviceState): Reading => [{ equipment: id, state: each }, each === state ? 1 : 0],
        ),
      ),
  },
  perEquipment(
    "gauge",
    "last_good_age_seconds",
    "Since a scan last gave a usable value; absent: never",
    ({ lastGoodAt }, now) => (lastGoodAt === null ? null : Math.max(0, seconds(now - lastGoodAt))),
  ),
  perEquipment("counter", "scans_total", "Scans that read", ({ scans }) => scans),
  perEquipment(
    "counter",
    "scans_skipped_total",
    "Ticks without a scan, because the one before still ran or the gateway stood still",
    ({ skipped }) => skipped,
  ),
  perEquipment("counter", "stalls_total", "Stalls that were mended", ({ stalls }) => stalls),
  perEquipment("counter", "readings_total", "Signals read", ({ readings }) => readings),
  perEquipment("counter", "samples_total", "Samples in records", ({ samples }) => samples),
  perConnection("gauge", "connection_open", "1 while it is open", ({ state }) =>
    state === "open" ? 1 : 0,
  ),
  perConnection("counter", "connections_opened_total", "Times opened", ({ opened }) => opened),
  perConnection(
    "counter",
    "connection_failures_total",
    "Times it failed or would not open",
    ({ failures }) => failures,
  ),
  {
    name: `${prefix}connection_events_total`,
    type: "counter",
    help: "What the driver mended or lost since the connection was opened",
    labels: ["connection", "event"],
    read: ({ poll }) =>
      poll.connections.flatMap(({ id, counts }) =>
        Object.entries(counts).map(([event, count]): Reading => [{ connection: id, event }, count]),
      ),
  },
  one(
    "counter",
    "standstills_total",
    "Times the gateway itself stood still > 1 s",
    ({ poll }) => poll.standstills.count,
  ),
  one("counter", "standstill_seconds_total", "How long together", ({ poll }) =>
    seconds(poll.standstills.ms),
  ),
  one("counter", "records_total", "Records on disk since the log began", ({ edge }) => edge.next),
  one(
    "gauge",
    "records_acknowledged",
    "All below this number the host has",
    ({ edge }) => edge.acknowledged,
  ),
  one("gauge", "records_buffered", "Recorded, not yet on disk", ({ edge }) => edge.buffered),
  one("gauge", "records_pending", "Waiting to be sent", ({ edge }) => edge.pending),
  one("counter", "records_dropped_total", "Never reached the disk", ({ edge }) => edge.dropped),
  one(
    "counter",
    "records_gap_total",
    "Declared lost by gap records",
    ({ edge }) => edge.gapRecords,
  ),
  one("counter", "messages_published_total", "Record messages sent", ({ edge }) => edge.published),
  one("counter", "messages_resent_total", "Of these, sent before", ({ edge }) => edge.resent),
  one("gauge", "outbox_bytes", "Held on disk", ({ edge }) => edge.outboxBytes),
  one("gauge", "broker_connected", "1 while it is", ({ edge }) => (edge.connected ? 1 : 0)),
  one("counter", "broker_connections_total", "Times connected", ({ edge }) => edge.connections),
  one("counter", "rebirths_total", "Births by command", ({ edge }) => edge.rebirths),
  one(
    "counter",
    "commands_refused_total",
    "Forged or malformed commands",
    ({ edge }) => edge.commandsRefused,
  ),
  one("gauge", "primary_host_online", "1 while it is; absent: none configured", ({ edge }) =>
    edge.hostOnline === null ? null : Number(edge.hostOnline),
  ),
  one("gauge", "signing", "1 while checkpoints can be signed", ({ edge }) => Number(edge.signing)),
  one("gauge", "checkpoint_age_seconds", "Of the newest signed one", ({ edge }, now) =>
    edge.checkpoint === null ? null : seconds(now - edge.checkpoint.time),
  ),
  one("gauge", "clock_offset_seconds", "Host time minus gateway time", ({ edge }) =>
    seconds(edge.clock.offsetMs),
  ),
  one("counter", "reloads_total", "Configurations taken over", ({ reload }) => reload.count),
  one("gauge", "reload_failed", "1 when the last reload was refused", ({ reload }) =>
    reload.lastError === null ? 0 : 1,
  ),
  one("gauge", "resident_memory_bytes", "Of the process", () => process.memoryUsage.rss()),
  one("counter", "cpu_seconds_total", "User and system time of the process", () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  }),
];

/** The one histogram: how late scans begin. */
export const latenessMetric = {
  name: `${prefix}scan_lateness_seconds`,
  help: "How late scans begin",
} as const;
