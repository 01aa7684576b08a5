// B1-02 内容七类: state, output, quality, alarm, OEE, energy and key process parameters, each with at least one signal
// live in the window. A setpoint says what was wanted, not what happened, and LAB has nothing live to show. A key
// process parameter is a sensor of a production machine at a key stage: the voltage of a meter is none.
import type { Line } from "#contracts/line-model.ts";
import { formatValue } from "#contracts/measured-value.ts";
import { productionEquipment } from "#contracts/production-equipment.ts";
import { familyOf, type SignalFamily, signalFamilies } from "#contracts/signal-family.ts";
import { listNames } from "../line-names.ts";
import { defaultMinValidMinuteRatio, livenessOf } from "../observation/live-signals.ts";
import { scannedSignals } from "../observation/machine-signals.ts";
import { gatewaysOf, type RequiredSignal } from "../observation/required-signals.ts";
import type { Words } from "../words.ts";
import { type Measured, type MeasureInput, unmeasurable } from "./measure.ts";

const names: { readonly [F in SignalFamily]: Words } = {
  state: { zh: "设备状态", en: "state" },
  output: { zh: "产量", en: "output" },
  quality: { zh: "质量", en: "quality" },
  alarm: { zh: "报警", en: "alarm" },
  oee: { zh: "OEE", en: "OEE" },
  energy: { zh: "能耗", en: "energy" },
  parameter: { zh: "关键工艺参数", en: "key process parameters" },
};

function signalsOf(line: Line): readonly RequiredSignal[] {
  const keyStages = new Set(line.stages.filter(({ key }) => key).map(({ id }) => id));
  const keyMachines = new Set(
    productionEquipment([line]).filter(({ stage }) => keyStages.has(stage)),
  );
  return line.equipment.flatMap((machine) =>
    scannedSignals(machine).filter(({ signal }) =>
      familyOf(signal.purpose) === "parameter"
        ? signal.class === "PV" && keyMachines.has(machine)
        : signal.class !== "SP",
    ),
  );
}

export function measureSevenFamilies({ criterion, lines, observation }: MeasureInput): Measured {
  const signals = lines.flatMap(signalsOf);
  if (signals.length === 0) {
    return unmeasurable({ zh: "线体模型没有信号", en: "the line model has no signals" });
  }
  const minRatio = criterion.parameters.minValidMinuteRatio ?? defaultMinValidMinuteRatio;
  const rows = signalFamilies.map((family) => {
    const own = signals.filter(({ signal }) => familyOf(signal.purpose) === family);
    const found = own.map((signal) => livenessOf(observation, signal, minRatio));
    const live = found.filter((each) => each === "live").length;
    return { family, all: own.length, live, unknown: live === 0 && found.includes("unknown") };
  });
  const present = rows.filter((row) => row.live > 0).length;
  const missing = rows.filter((row) => row.live === 0);
  const listed = listNames(missing.map((row) => names[row.family]));
  const shown = formatValue(present, "count");
  return {
    value: present,
    possible: present + rows.filter((row) => row.unknown).length,
    declared: rows.filter((row) => row.all > 0).length,
    summary: {
      zh: `七类内容中 ${shown.zh} 类实时`,
      en: `${shown.en} of 7 families are live`,
    },
    ...(missing.length === 0
      ? {}
      : { remark: { zh: `缺:${listed.zh}`, en: `missing: ${listed.en}` } }),
    details: rows.map(({ family, all, live }) => ({
      subject: family,
      value: live,
      unit: "count",
      note: {
        zh: `${names[family].zh}:${all} 个信号中 ${live} 个实时`,
        en: `${names[family].en}: ${live} of ${all} signals live`,
      },
    })),
    counts: Object.fromEntries(rows.map((row) => [row.family, row.live])),
    gateways: gatewaysOf(signals),
    factRevision: observation.revisionOf(signals),
  };
}
