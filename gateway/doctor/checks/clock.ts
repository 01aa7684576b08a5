import { askTime } from "../../clock/sntp-exchange.ts";
import { type DoctorCheck, type DoctorFinding, fail, ok, unknown, warn } from "../doctor-check.ts";

const sync = "timedatectl set-ntp true,或装 chrony · or install chrony";

/** @param shown what `timedatectl show` says: Key=value lines. */
export function judgeTimedate(shown: string | undefined): readonly DoctorFinding[] {
  if (shown === undefined) {
    return [unknown("没有 timedatectl,看不到对时状态 · no timedatectl: synchronisation not known")];
  }
  const values = new Map(shown.split("\n").map((line) => line.split("=") as [string, string]));
  const findings: DoctorFinding[] = [];
  const synchronised = values.get("NTPSynchronized");
  if (synchronised === "yes") findings.push(ok("已对时 · synchronised"));
  else if (synchronised === "no") findings.push(warn("没有对时 · not synchronised", sync));
  if (values.get("LocalRTC") === "yes") {
    findings.push(
      warn(
        "硬件时钟存的是本地时间 · the hardware clock keeps local time",
        "timedatectl set-local-rtc 0",
      ),
    );
  }
  return findings;
}

export function judgeOffset(server: string, offsetMs: number, maxOffsetMs: number): DoctorFinding {
  const said = `与 ${server} 差 offset ${(offsetMs / 1000).toFixed(3)} s`;
  return Math.abs(offsetMs) > maxOffsetMs ? fail(said, sync) : ok(said);
}

/** A clock before this program was made is wrong whatever else is said. */
const earliest = Date.UTC(2026, 0, 1);

export const clock: DoctorCheck = {
  id: "clock",
  name: "时钟 · clock",
  async run({ machine, config }) {
    const now = machine.clock.now();
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const said = `${new Date(now).toISOString()},时区 zone ${zone}`;
    const findings = [now < earliest ? fail(said, `时间不对 · wrong time: ${sync}`) : ok(said)];
    findings.push(...judgeTimedate(await machine.run("timedatectl", ["show"])));
    for (const server of config?.clock.ntp ?? []) {
      const answer = await askTime(server, machine.clock);
      const name = `${server.host}:${server.port}`;
      if (answer.kind === "time") {
        findings.push(judgeOffset(name, answer.offsetMs, config?.clock.maxOffsetMs ?? 1_000));
      } else {
        const reason = answer.kind === "kiss" ? answer.code : answer.reason;
        findings.push(
          warn(
            `${name} 没有回答 · no answer: ${reason}`,
            "查 clock.ntp 与网络 · check clock.ntp and the network",
          ),
        );
      }
    }
    return findings;
  },
};
