import process from "node:process";
import { type DoctorCheck, type DoctorFinding, fail, ok, unknown, warn } from "../doctor-check.ts";

/** The pinned runtime is built against glibc 2.28 (Node.js 24, BUILDING.md). */
const leastGlibc = [2, 28] as const;

/** Name of the distribution, as /etc/os-release has it (freedesktop.org os-release). */
export function prettyName(text: string | undefined): string | undefined {
  return /^PRETTY_NAME="?([^"\n]*)"?$/m.exec(text ?? "")?.[1];
}

export function judgeGlibc(version: string | undefined): DoctorFinding {
  if (version === undefined) {
    return warn(
      "不是 glibc 系统(Alpine/musl?)· no glibc system",
      "请用 Debian、Ubuntu、统信或麒麟等 glibc 发行版 · use a distribution with glibc",
    );
  }
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const enough = major > leastGlibc[0] || (major === leastGlibc[0] && minor >= leastGlibc[1]);
  if (enough) return ok(`glibc ${version}`);
  return fail(
    `glibc ${version} 太旧 · is too old`,
    `至少 ${leastGlibc.join(".")}(Debian 10、Ubuntu 20.04、CentOS 8 起)· at least ${leastGlibc.join(".")}`,
  );
}

export const operatingSystem: DoctorCheck = {
  id: "operating-system",
  name: "操作系统 · operating system",
  async run({ machine }) {
    const { platform, arch, release } = machine;
    const name = prettyName(machine.readText("/etc/os-release")) ?? platform;
    const known = ["x64", "arm64"].includes(arch);
    const said = `${name}, ${platform} ${release}, ${arch}`;
    const findings = [known ? ok(said) : fail(said, "只支持 x64 与 arm64 · x64 and arm64 only")];
    if (platform !== "linux") {
      findings.push(unknown("非 Linux,部分检查没有做 · not Linux: some checks are left out"));
      return findings;
    }
    const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
    return [...findings, judgeGlibc(report.header?.glibcVersionRuntime)];
  },
};
