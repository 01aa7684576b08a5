// Points of a plant as equipment and signals: `press.temperature.zone.1` is signal `temperature.zone.1` of
// equipment `press`.

export type PointGroup = {
  readonly equipment: string;
  readonly signals: readonly string[];
  /** Place of each signal among the plant's points. */
  readonly places: readonly number[];
};

/** In the order in which each equipment first comes. */
export function equipmentOfPoints(points: readonly string[]): readonly PointGroup[] {
  const groups = new Map<string, { signals: string[]; places: number[] }>();
  points.forEach((point, place) => {
    const dot = point.indexOf(".");
    const equipment = point.slice(0, dot);
    const group = groups.get(equipment) ?? { signals: [], places: [] };
    group.signals.push(point.slice(dot + 1));
    group.places.push(place);
    groups.set(equipment, group);
  });
  return [...groups].map(([equipment, group]) => ({ equipment, ...group }));
}
