// States of the machines of a particleboard line, as their controllers number them (domain reference A1).

export const panelState = {
  stopped: 0,
  heating: 1,
  idle: 2,
  idleRun: 3,
  producing: 4,
  changeover: 5,
  slow: 6,
  blocked: 7,
  starved: 8,
  fault: 9,
  emergencyStop: 10,
  maintenance: 11,
} as const;

export type PanelState = (typeof panelState)[keyof typeof panelState];

export interface MachineCondition {
  readonly state: PanelState;
  readonly fault: boolean;
}

interface Words {
  readonly truth: string;
  readonly zh: string;
  readonly en: string;
}

/** By number of the state. */
export const stateWords: readonly Words[] = [
  { truth: "stopped", zh: "停机", en: "stopped" },
  { truth: "heating", zh: "升温", en: "heating" },
  { truth: "idle", zh: "待机", en: "idle" },
  { truth: "idle-run", zh: "空运行", en: "idle run" },
  { truth: "producing", zh: "生产", en: "producing" },
  { truth: "changeover", zh: "换规格", en: "changeover" },
  { truth: "slow", zh: "降速", en: "slow" },
  { truth: "blocked", zh: "堵料", en: "blocked" },
  { truth: "starved", zh: "缺料", en: "starved" },
  { truth: "fault", zh: "故障", en: "fault" },
  { truth: "emergency-stop", zh: "急停", en: "emergency stop" },
  { truth: "maintenance", zh: "检修", en: "maintenance" },
];

export function wordsOf(state: PanelState): Words {
  return stateWords[state] ?? { truth: "unknown", zh: "未知", en: "unknown" };
}
