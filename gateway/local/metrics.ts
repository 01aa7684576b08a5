// Prometheus text of the gateway's status. Loaded when somebody first asks for it.
import { Counter, Gauge, Registry } from "prom-client";
import { type LatenessStatus, latenessBounds } from "../poll/lateness.ts";
import type { GatewayStatus } from "../status.ts";
import { latenessMetric, type MetricLine, metricList } from "./metric-list.ts";
import type { LocalAnswer } from "./route.ts";

const registry = new Registry();
const shown = metricList.map((line) => ({ line, ...metricOf(line) }));

function metricOf({ name, type, help, labels: labelNames }: MetricLine) {
  const options = { name, help, labelNames, registers: [registry] };
  if (type === "gauge") {
    const gauge = new Gauge(options);
    const set = (labels: Readonly<Record<string, string>>, value: number) =>
      gauge.set(labels, value);
    // The library's reset leaves a 0 where there are no labels: what has no reading must stay away.
    const reset = () => {
      gauge.reset();
      if (labelNames.length === 0) gauge.remove();
    };
    return { reset, set };
  }
  const counter = new Counter(options);
  const set = (labels: Readonly<Record<string, string>>, value: number) =>
    counter.inc(labels, value);
  return { reset: () => counter.reset(), set };
}

/** One scrape; they do not overlap, because nothing is awaited between filling and rendering the values. */
export async function metricsText(statusNow: () => GatewayStatus): Promise<LocalAnswer> {
  const status = statusNow();
  const now = Date.now();
  for (const { line, reset, set } of shown) {
    reset();
    for (const [labels, value] of line.read(status, now)) set(labels, value);
  }
  return {
    status: 200,
    type: registry.contentType,
    body: (await registry.metrics()) + latenessText(status.poll.lateness),
  };
}

/** Counts that were made elsewhere, which the library's histogram does not take. Exposition format 0.0.4. */
function latenessText({ buckets, count, sum }: LatenessStatus): string {
  const { name, help } = latenessMetric;
  let below = 0;
  const lines = latenessBounds.map((bound, i) => {
    below += buckets[i] ?? 0;
    return `${name}_bucket{le="${bound / 1000}"} ${below}`;
  });
  return [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} histogram`,
    ...lines,
    `${name}_bucket{le="+Inf"} ${count}`,
    `${name}_sum ${sum / 1000}`,
    `${name}_count ${count}`,
    "",
  ].join("\n");
}
