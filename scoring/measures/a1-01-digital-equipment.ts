// A1-01 数字化设备率, DER = count(digital machines in L) ÷ count(L) (GB/T 37393-2019 §6.1-a, §7.1-b, -d). What the firm
// marks as digital is its declaration and stands beside the proven share.
import { formatValue } from "#contracts/measured-value.ts";
import { productionEquipment } from "#contracts/production-equipment.ts";
import { defaultMinValidMinuteRatio } from "../observation/live-signals.ts";
import { gatewaysOf } from "../observation/required-signals.ts";
import {
  describeNotDigital,
  digitalDetail,
  digitalRow,
  familySignals,
} from "./digital-machines.ts";
import { type Measured, type MeasureInput, toRatio, unmeasurable } from "./measure.ts";

export function measureDigitalEquipment({ criterion, lines, observation }: MeasureInput): Measured {
  const machines = productionEquipment(lines);
  if (machines.length === 0) {
    return unmeasurable({
      zh: "线体模型没有生产设备",
      en: "the line model has no production equipment",
    });
  }
  const minRatio = criterion.parameters.minValidMinuteRatio ?? defaultMinValidMinuteRatio;
  const rows = machines.map((machine) => digitalRow(observation, machine, minRatio));
  const digital = rows.filter(({ finding }) => finding === "live").length;
  const unknown = rows.filter(({ finding }) => finding === "unknown").length;
  const signals = machines.flatMap(familySignals);
  const value = toRatio(digital, machines.length);
  const percent = formatValue(value, "ratio");
  return {
    value,
    possible: toRatio(digital + unknown, machines.length),
    declared: toRatio(machines.filter((machine) => machine.digital).length, machines.length),
    summary: {
      zh: `生产设备 ${machines.length} 台中 ${digital} 台为数字化设备,占 ${percent.zh}`,
      en: `${digital} of ${machines.length} production machines are digital, ${percent.en}`,
    },
    remark: describeNotDigital(rows),
    details: rows.map(digitalDetail),
    counts: { machines: machines.length, digital, unknown },
    gateways: gatewaysOf(signals),
    factRevision: observation.revisionOf(signals),
  };
}
