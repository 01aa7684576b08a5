// What the doctor found, as lines of at most 80 columns.
import type { DoctorLevel } from "#gateway/doctor/doctor-check.ts";
import type { CheckResult, DoctorReport } from "#gateway/doctor/run-doctor.ts";
import { wrap } from "../terminal-text.ts";

const marks: Readonly<Record<DoctorLevel, string>> = {
  ok: "✓",
  warn: "!",
  fail: "✗",
  unknown: "?",
};

export function doctorLines({ name, findings }: CheckResult): string[] {
  return [
    name,
    ...findings.flatMap(({ level, said, mend }) => [
      ...said.split("\n").flatMap((line) => wrap(`  ${marks[level]} `, line)),
      ...(mend === "" ? [] : wrap("    → ", mend)),
    ]),
  ];
}

export function doctorSummary({ results }: DoctorReport): string[] {
  const count = (level: DoctorLevel) =>
    results.flatMap(({ findings }) => findings).filter((each) => each.level === level).length;
  return [
    "",
    ...wrap(
      "",
      `✓ ${count("ok")} 正常 ok  ! ${count("warn")} 注意 warnings  ✗ ${count("fail")} 有问题 failed  ? ${count("unknown")} 不明 unknown`,
    ),
  ];
}
