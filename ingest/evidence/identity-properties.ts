// What an identity record says of single equipment: properties `equipment.<id>.identity.<key>`, which the
// gateway read from the device. Everything else in the record is about the gateway itself.
import type { IdentityRecord } from "#contracts/record.ts";

export type IdentityProperty = {
  readonly equipment: string;
  /** `serial`, `firmware`, `certificate`, …; see EquipmentIdentity. */
  readonly key: string;
  readonly value: string;
};

/** An id of equipment may hold dots, a key never does. */
const form = /^equipment\.(.+)\.identity\.([^.]+)$/;

export function identityProperties({ properties }: IdentityRecord): IdentityProperty[] {
  return properties.flatMap(([name, value]) => {
    const [, equipment, key] = form.exec(name) ?? [];
    return equipment === undefined || key === undefined ? [] : [{ equipment, key, value }];
  });
}
