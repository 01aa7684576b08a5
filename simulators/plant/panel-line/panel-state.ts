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

/** What happens to the line now and then. */
export type PanelUpset = "slow" | "press-fault" | "former-fault" | "blender-fault";

/** Machines that the press speed sets the pace of, in the order of the material. */
const chain = ["blender", "former", "press"] as const;
export type ChainMachine = (typeof chain)[number];

/** @param speedShare press speed as a share of nominal; a machine that still moves is only slow. */
export function chainState(
  machine: ChainMachine,
  upset: PanelUpset | undefined,
  speedShare: number,
): PanelState {
  if (speedShare > 0.1) return speedShare < 0.92 ? panelState.slow : panelState.producing;
  if (upset === undefined || upset === "slow") return panelState.idleRun;
  const failed = chain.findIndex((each) => upset === `${each}-fault`);
  const own = chain.indexOf(machine);
  if (own === failed) return panelState.fault;
  return own < failed ? panelState.blocked : panelState.starved;
}
