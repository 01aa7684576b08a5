import { type DoctorCheck, type DoctorFinding, ok, unknown, warn } from "../doctor-check.ts";

const targets = [
  "sleep.target",
  "suspend.target",
  "hibernate.target",
  "hybrid-sleep.target",
] as const;

/** @param states what `systemctl is-enabled` says of the targets, a line each. */
export function judgeSleep(states: readonly string[]): DoctorFinding {
  const open = targets.filter((_, i) => states[i] !== "masked");
  if (open.length === 0) return ok("不会睡眠或休眠 · does not sleep");
  return warn(
    `电脑可能睡眠:${open.join(" ")} · the computer may fall asleep`,
    `以 root 执行 · as root: systemctl mask ${targets.join(" ")}`,
  );
}

export const sleep: DoctorCheck = {
  id: "sleep",
  name: "睡眠 · sleep",
  async run({ machine }) {
    const said = await machine.run("systemctl", ["is-enabled", ...targets]);
    const states = said?.trim().split("\n") ?? [];
    if (states.length < targets.length) {
      return [
        unknown("没有 systemd,请自行确认不会睡眠 · no systemd: make sure that it never sleeps"),
      ];
    }
    return [judgeSleep(states)];
  },
};
