import { totalmem, uptime } from "node:os";
import { type DoctorCheck, type DoctorFinding, ok, unknown, warn } from "../doctor-check.ts";

/** A gateway with 500 signals and OPC UA stays below 220 MB; twice that leaves room for the system. */
const leastAvailable = 440 * 1024 ** 2;

/** @param meminfo /proc/meminfo (proc(5)), in kB. */
export function judgeMemory(meminfo: string | undefined): DoctorFinding {
  const kilobytes = /^MemAvailable:\s+(\d+) kB$/m.exec(meminfo ?? "")?.[1];
  if (kilobytes === undefined) return unknown("可用内存不明 · available memory not known");
  const bytes = Number(kilobytes) * 1024;
  const said = `可用内存 available ${Math.round(bytes / 1024 ** 2)} MB`;
  return bytes < leastAvailable ? warn(said, "关掉别的程序 · close other programs") : ok(said);
}

export const memory: DoctorCheck = {
  id: "memory",
  name: "内存与开机时间 · memory and uptime",
  async run({ machine }) {
    const hours = uptime() / 3600;
    const since = hours < 48 ? `${hours.toFixed(1)} h` : `${Math.round(hours / 24)} d`;
    const total = Math.round(totalmem() / 1024 ** 2);
    return [
      judgeMemory(machine.readText("/proc/meminfo")),
      ok(`共 total ${total} MB;已开机 up for ${since}`),
    ];
  },
};
