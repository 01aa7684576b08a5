// G-03 身份绑定: of the production machines that are counted (those with signals), all have a serial that was read live,
// is unique in the site and stands on the list. Who was not read could still be bound: then nobody knows, and an
// on-site check may take its place (combine "any").
import { formatValue } from "#contracts/measured-value.ts";
import { productionEquipment } from "#contracts/production-equipment.ts";
import { listNames } from "../line-names.ts";
import { deviceIdentities } from "../observation/device-identities.ts";
import { scannedSignals } from "../observation/machine-signals.ts";
import { gatewaysOf } from "../observation/required-signals.ts";
import { describeIdentity } from "./identity-words.ts";
import { type Measured, type MeasureInput, toRatio, unmeasurable } from "./measure.ts";

export function measureDeviceIdentity({ lines, observation, evidence }: MeasureInput): Measured {
  const machines = productionEquipment(lines).filter(
    (machine) => scannedSignals(machine).length > 0,
  );
  if (machines.length === 0) {
    return unmeasurable({
      zh: "线体模型没有带信号的生产设备",
      en: "the line model has no production machine with signals",
    });
  }
  const site = evidence.lineModel.lines;
  const identities = deviceIdentities(evidence);
  const rows = machines.map((machine) => ({ machine, finding: identities.of(machine) }));
  const bound = rows.filter(({ finding }) => finding.kind === "bound").length;
  const unread = rows.filter(({ finding }) => finding.kind === "unread").length;
  const value = toRatio(bound, machines.length);
  const percent = formatValue(value, "ratio");
  const missing = rows.filter(({ finding }) => finding.kind !== "bound");
  const named = listNames(
    missing.map(({ machine, finding }) => {
      const why = describeIdentity(finding, site);
      return { zh: `${machine.name.zh}(${why.zh})`, en: `${machine.name.en} (${why.en})` };
    }),
  );
  const signals = machines.flatMap(scannedSignals);
  return {
    value,
    possible: toRatio(bound + unread, machines.length),
    unknown: { zh: `${unread} 台设备未读到身份`, en: `identity of ${unread} machine(s) not read` },
    certain: {
      value: toRatio(Math.max(0, bound - identities.unread), machines.length),
      words: {
        zh: `${identities.unread} 台设备未读到身份,序列号是否唯一不能确定`,
        en: `identity of ${identities.unread} machine(s) not read, so serials may not be unique`,
      },
    },
    declared: toRatio(
      machines.filter((machine) => machine.serial.trim() !== "").length,
      machines.length,
    ),
    summary: {
      zh: `计入设备 ${machines.length} 台中 ${bound} 台身份一致且不重复,占 ${percent.zh}`,
      en: `identity of ${bound} of ${machines.length} counted machines is as listed and unique, ${percent.en}`,
    },
    ...(missing.length === 0
      ? {}
      : { remark: { zh: `未绑定:${named.zh}`, en: `not bound: ${named.en}` } }),
    details: rows.map(({ machine, finding }) => ({
      subject: machine.id,
      value: finding.kind === "bound" ? 1 : 0,
      unit: "count",
      note: describeIdentity(finding, site),
    })),
    counts: { machines: machines.length, bound, unread },
    gateways: gatewaysOf(signals),
    factRevision: observation.revisionOf(signals),
  };
}
