// Whether a machine is the one on the list: its serial was read live by a gateway that reads the machine, equals the
// list's, and no other production machine of the site says the same. Who was not read could be saying it too, so the number of
// unread machines bounds what can be certain.
import type { EquipmentIdentity, SiteEvidence } from "#contracts/evidence.ts";
import type { Equipment, Line } from "#contracts/line-model.ts";
import { productionEquipment } from "#contracts/production-equipment.ts";
import { scannedSignals } from "./machine-signals.ts";

export type IdentityFinding =
  | { readonly kind: "bound"; readonly serial: string }
  | { readonly kind: "unread" }
  /** The list names no serial to compare with. */
  | { readonly kind: "unlisted" }
  | { readonly kind: "mismatch"; readonly serial: string }
  | { readonly kind: "duplicate"; readonly serial: string; readonly others: readonly string[] };

export type DeviceIdentities = {
  readonly of: (machine: Equipment) => IdentityFinding;
  /** Production machines of the site that have signals and whose serial nobody read. */
  readonly unread: number;
};

/** Newest first; of one moment, which must not happen, the greater value: the same every time. */
function isNewer(a: EquipmentIdentity, b: EquipmentIdentity): boolean {
  return a.readAt === b.readAt ? a.value > b.value : a.readAt > b.readAt;
}

/** `equipment gateway` of every signal: what another gateway says of a machine is hearsay. */
function readersOf(lines: readonly Line[]): ReadonlySet<string> {
  return new Set(
    lines
      .flatMap((line) => line.equipment)
      .flatMap(({ id, signals }) => signals.map(({ gateway }) => `${id}\u0000${gateway}`)),
  );
}

function serialsRead(
  lines: readonly Line[],
  identities: readonly EquipmentIdentity[],
): ReadonlyMap<string, string> {
  const readers = readersOf(lines);
  const newest = new Map<string, EquipmentIdentity>();
  for (const identity of identities) {
    if (identity.key !== "serial" || identity.value.trim() === "") continue;
    if (!readers.has(`${identity.equipment}\u0000${identity.gateway}`)) continue;
    const known = newest.get(identity.equipment);
    if (known === undefined || isNewer(identity, known)) newest.set(identity.equipment, identity);
  }
  return new Map([...newest].map(([machine, { value }]) => [machine, value.trim()]));
}

export function deviceIdentities({ lineModel, identities }: SiteEvidence): DeviceIdentities {
  const machines = productionEquipment(lineModel.lines);
  const read = serialsRead(lineModel.lines, identities);
  const find = (machine: Equipment): IdentityFinding => {
    const serial = read.get(machine.id);
    if (serial === undefined) return { kind: "unread" };
    const listed = machine.serial.trim();
    if (listed === "") return { kind: "unlisted" };
    if (serial !== listed) return { kind: "mismatch", serial };
    const others = machines
      .map(({ id }) => id)
      .filter((id) => id !== machine.id && read.get(id) === serial);
    return others.length === 0 ? { kind: "bound", serial } : { kind: "duplicate", serial, others };
  };
  return {
    of: find,
    unread: machines.filter(
      (machine) => scannedSignals(machine).length > 0 && !read.has(machine.id),
    ).length,
  };
}
