// A1-06 反馈三要素: machines that the firm declares digital and that deliver counter, state and fault live, of all that
// it declares digital (GB/T 37393-2019 §7.1-d). Counted over declared machines, because "digital" already asks for the
// three (policy reference §17.1). A machine that is declared and silent stays in the denominator.
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

export function measureCounterStateFault({
  criterion,
  lines,
  observation,
}: MeasureInput): Measured {
  const declared = productionEquipment(lines).filter((machine) => machine.digital);
  if (declared.length === 0) {
    return unmeasurable({
      zh: "线体模型没有申报为数字化的生产设备",
      en: "the line model declares no production machine digital",
    });
  }
  const minRatio = criterion.parameters.minValidMinuteRatio ?? defaultMinValidMinuteRatio;
  const rows = declared.map((machine) => digitalRow(observation, machine, minRatio));
  const complete = rows.filter(({ finding }) => finding === "live").length;
  const unknown = rows.filter(({ finding }) => finding === "unknown").length;
  const signals = declared.flatMap(familySignals);
  const value = toRatio(complete, declared.length);
  const percent = formatValue(value, "ratio");
  return {
    value,
    possible: toRatio(complete + unknown, declared.length),
    declared: 1,
    summary: {
      zh: `申报为数字化的 ${declared.length} 台中 ${complete} 台三类信号齐全且实时,占 ${percent.zh}`,
      en: `${complete} of ${declared.length} machines declared digital deliver all three live, ${percent.en}`,
    },
    remark: describeNotDigital(rows),
    details: rows.map(digitalDetail),
    counts: { declared: declared.length, complete, unknown },
    gateways: gatewaysOf(signals),
    factRevision: observation.revisionOf(signals),
  };
}
