// Which signals of a machine say that it is digital in the sense of GB/T 37393-2019 §7.1-d: what it made
// (counter), its state and its fault. Told by class and purpose, never by name. A clamp-on meter has none of them.
import type { Equipment, Line, Signal } from "#contracts/line-model.ts";
import { familyOf } from "#contracts/signal-family.ts";
import type { RequiredSignal } from "./required-signals.ts";

export type SignalRole = "counter" | "state" | "fault";

export const signalRoles: readonly SignalRole[] = ["counter", "state", "fault"];

function firstWord({ purpose }: Signal): string {
  return purpose.split(".", 1)[0] ?? "";
}

function hasRole(signal: Signal, role: SignalRole): boolean {
  switch (role) {
    case "counter":
      return signal.class === "CNT" && familyOf(signal.purpose) === "output";
    case "state":
      return signal.class === "ST" && firstWord(signal) === "state";
    case "fault":
      return (
        (signal.class === "BOOL" || signal.class === "ST") && familyOf(signal.purpose) === "alarm"
      );
  }
}

/** A machine's signals with their keys and scan intervals, in the model's order. LAB has no scan. */
export function scannedSignals(machine: Equipment): readonly RequiredSignal[] {
  return machine.signals.flatMap((signal) => {
    const intervalMs = machine.scanGroups.find(
      (group) => group.id === signal.scanGroup,
    )?.intervalMs;
    if (signal.class === "LAB" || intervalMs === undefined) return [];
    return [{ key: `${machine.id}/${signal.id}`, signal, intervalMs }];
  });
}

export function signalsOfRole(machine: Equipment, role: SignalRole): readonly RequiredSignal[] {
  return scannedSignals(machine).filter(({ signal }) => hasRole(signal, role));
}

/** The signal that says in which state a machine is, with the table of its states; undefined without. */
export function stateSignalOf(machine: Equipment): RequiredSignal | undefined {
  return scannedSignals(machine).find(
    ({ signal }) =>
      signal.class === "ST" && signal.purpose === "state" && signal.states !== undefined,
  );
}

/** The machine that sets a line's pace: the one whose OEE is shown, else the one that counts good output. */
export function paceMachineOf(line: Line): Equipment | undefined {
  const withPurpose = (purpose: string) =>
    line.equipment.find((machine) => machine.signals.some((each) => each.purpose === purpose));
  return withPurpose("oee") ?? withPurpose("output.good");
}
