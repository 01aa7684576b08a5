// Machines of a site that are not connected, and whether they ever answered at all.
import type { SiteLive } from "#contracts/api.ts";
import type { Equipment, LineModel } from "#contracts/line-model.ts";

export type SilentEquipment = {
  readonly equipment: Equipment;
  /** No value was ever read from it. */
  readonly never: boolean;
  /** Since when its connection is down, host time, ms UTC; undefined where no link tells. */
  readonly since: number | undefined;
};

/** In the model's order. Equipment without signals is not asked anything and cannot be silent. */
export function silentEquipment(
  model: LineModel,
  { links, values }: Pick<SiteLive, "links" | "values">,
): readonly SilentEquipment[] {
  const answered = new Set(
    values.filter(({ value }) => value !== null).map(({ equipment }) => equipment),
  );
  const devices = links.flatMap(({ devices }) => devices);
  return model.lines
    .flatMap((line) => line.equipment)
    .filter(({ signals }) => signals.length > 0)
    .flatMap((equipment) => {
      const own = devices.filter((device) => device.equipment === equipment.id);
      const never = !answered.has(equipment.id);
      const down = own.length > 0 && own.every(({ online }) => !online);
      if (!down && !(never && own.length === 0)) return [];
      return [{ equipment, never, since: own[0]?.since }];
    });
}
