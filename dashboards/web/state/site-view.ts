// What every part of a site's page needs: the live side, the host's time, and the chosen signals.
import type { ChosenSignal } from "./chosen-signals.ts";
import type { LiveSnapshot } from "./live-store.ts";

export type SiteView = {
  readonly live: LiveSnapshot;
  /** Host time, ms UTC; undefined before it was heard. */
  readonly now: number | undefined;
  readonly zone: string;
  readonly chosen: readonly ChosenSignal[];
  /** Chooses a signal for the trend, or lets it go. */
  readonly onToggle: (wanted: ChosenSignal) => void;
};

export function isChosen(view: SiteView, { equipment, signal }: ChosenSignal): boolean {
  return view.chosen.some(
    (each) => each.equipment.id === equipment.id && each.signal.id === signal.id,
  );
}
