// Line model of a bench: so many pieces of equipment with so many float signals each.
import { stringify } from "yaml";

export type BenchSite = {
  readonly site: string;
  readonly gateway: string;
  readonly equipment: readonly string[];
  /** Signal ids of every piece of equipment. */
  readonly signals: readonly string[];
  readonly scanGroup: string;
  readonly intervalMs: number;
};

const weekdays = [1, 2, 3, 4, 5, 6, 7];
const name = (text: string) => ({ zh: text, en: text });

/** As many aliases as the YAML library takes for no attack. */
const maxAliases = 100;

/** YAML text of the line model; the signals stand in it once where they may, or reading it takes a minute. */
export function benchLineModel(bench: BenchSite): string {
  const signals = bench.signals.map((signal) => ({
    id: signal,
    name: name(signal),
    unit: "C62",
    class: "PV",
    required: true,
    scanGroup: bench.scanGroup,
    purpose: "bench",
    gateway: bench.gateway,
  }));
  const model = {
    format: "lineproof/line-model/1",
    site: {
      id: bench.site,
      name: name(bench.site),
      cluster: "bench",
      timeZone: "Asia/Shanghai",
      productionDayStart: "08:00",
      simulated: true,
    },
    firm: { name: name("bench"), creditCode: "91131026MA00000000" },
    calendar: {
      shifts: [{ id: "all", name: name("all"), start: "00:00", end: "00:00", weekdays }],
    },
    lines: [
      {
        id: "line",
        name: name("line"),
        profile: "bench",
        stages: [{ id: "stage", name: name("stage"), key: true }],
        equipment: bench.equipment.map((id) => ({
          id,
          name: name(id),
          stage: "stage",
          maker: "bench",
          model: "bench",
          serial: id,
          digital: true,
          scanGroups: [{ id: bench.scanGroup, intervalMs: bench.intervalMs }],
          signals,
        })),
      },
    ],
  };
  return stringify(model, { aliasDuplicateObjects: bench.equipment.length <= maxAliases });
}
