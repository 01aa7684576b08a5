// Which points of a plant a line model reads, by equipment and scan group. What the model declares and the plant
// has not is in no group: it stays absent, and its facts say that nothing was received.
import type { LineModel } from "#contracts/line-model.ts";

export type ModelGroup = {
  readonly equipment: string;
  readonly scanGroup: string;
  readonly intervalMs: number;
  readonly signals: readonly string[];
  /** Place of each signal among the plant's points. */
  readonly places: readonly number[];
};

/** Groups with at least one point, in the order of the model. */
export function modelGroups(model: LineModel, points: readonly string[]): readonly ModelGroup[] {
  const place = new Map(points.map((point, n) => [point, n]));
  return model.lines
    .flatMap((line) => line.equipment)
    .flatMap((machine) =>
      machine.scanGroups.map(({ id, intervalMs }) => {
        const found = machine.signals
          .filter((signal) => signal.scanGroup === id)
          .flatMap((signal) => {
            const at = place.get(`${machine.id}.${signal.id}`);
            return at === undefined ? [] : [{ signal: signal.id, at }];
          });
        return {
          equipment: machine.id,
          scanGroup: id,
          intervalMs,
          signals: found.map(({ signal }) => signal),
          places: found.map(({ at }) => at),
        };
      }),
    )
    .filter(({ signals }) => signals.length > 0);
}

/** All that the model would read, whether the plant has it or not. */
export function modelPoints(model: LineModel): ReadonlySet<string> {
  const machines = model.lines.flatMap((line) => line.equipment);
  return new Set(machines.flatMap(({ id, signals }) => signals.map((each) => `${id}.${each.id}`)));
}
