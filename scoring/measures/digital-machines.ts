// Which machines are digital: GB/T 37393-2019 §7.1-b and -d shown live, i.e. a session that brings counter, state
// and fault in at least 90 % of the scheduled minutes (a share this project proposes, as for verified networking).
// A machine with a clamp-on sensor alone is sensed, not digital. Shared by A1-01 and A1-06.
import type { Equipment } from "#contracts/line-model.ts";
import type { VerdictDetail } from "#contracts/verdict.ts";
import { listComma, listNames } from "../line-names.ts";
import { anyLive, type Liveness } from "../observation/live-signals.ts";
import { type SignalRole, signalRoles, signalsOfRole } from "../observation/machine-signals.ts";
import type { Observation } from "../observation/observation.ts";
import type { RequiredSignal } from "../observation/required-signals.ts";
import { joinWords, noWords, type Words } from "../words.ts";

const roleWords: { readonly [R in SignalRole]: Words } = {
  counter: { zh: "计数", en: "counter" },
  state: { zh: "状态", en: "state" },
  fault: { zh: "故障", en: "fault" },
};

export type DigitalRow = {
  readonly machine: Equipment;
  /** Digital, perhaps (facts are missing), or not. */
  readonly finding: Liveness;
  readonly missing: readonly Words[];
  /** Of the three families, live ones. */
  readonly live: number;
};

/** Signals of the three families, on which the finding rests. */
export function familySignals(machine: Equipment): readonly RequiredSignal[] {
  return signalRoles.flatMap((role) => signalsOfRole(machine, role));
}

export function digitalRow(
  observation: Observation,
  machine: Equipment,
  minRatio: number,
): DigitalRow {
  const roles = signalRoles.map((role) => {
    const signals = signalsOfRole(machine, role);
    return { role, signals, state: anyLive(observation, signals, minRatio) };
  });
  const missing = roles
    .filter(({ state }) => state !== "live")
    .map(({ role, signals, state }) => describeMissing(role, signals.length, state));
  const isDead = roles.some(({ state }) => state === "dead");
  const finding = missing.length === 0 ? "live" : isDead ? "dead" : "unknown";
  return { machine, finding, missing, live: signalRoles.length - missing.length };
}

function describeMissing(role: SignalRole, signals: number, state: Liveness): Words {
  const name = roleWords[role];
  if (signals === 0) return { zh: `无${name.zh}信号`, en: `no ${name.en} signal` };
  if (state === "unknown") {
    return { zh: `${name.zh}部分时段没有事实`, en: `${name.en}: hours without facts` };
  }
  return { zh: `${name.zh}未实时`, en: `${name.en} not live` };
}

export function digitalDetail({ machine, missing, live }: DigitalRow): VerdictDetail {
  const note =
    missing.length === 0
      ? { zh: "计数、状态、故障均实时", en: "counter, state and fault live" }
      : joinWords(missing, listComma);
  return { subject: machine.id, value: live, unit: "count", note };
}

/** `未计入:打包机(无故障信号)`; nothing when all are counted. */
export function describeNotDigital(rows: readonly DigitalRow[]): Words {
  const others = rows.filter(({ missing }) => missing.length > 0);
  if (others.length === 0) return noWords;
  const names = listNames(
    others.map(({ machine, missing }) => {
      const why = joinWords(missing, listComma);
      return { zh: `${machine.name.zh}(${why.zh})`, en: `${machine.name.en} (${why.en})` };
    }),
  );
  return { zh: `未计入:${names.zh}`, en: `not counted: ${names.en}` };
}
