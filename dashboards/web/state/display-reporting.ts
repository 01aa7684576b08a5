// Watches what one open site page shows and reports it every ten seconds and when the page is left. The
// site page draws every signal of the line model, so what its store holds is what it shows.
import type { SiteLive, StreamEvent } from "#contracts/api.ts";
import type { DisplayKind } from "#contracts/display.ts";
import type { LineModel } from "#contracts/line-model.ts";
import { familyOf } from "#contracts/signal-family.ts";
import { postDisplay, postDisplayLeaving } from "../api/post-display.ts";
import { DisplayTimes } from "./display-times.ts";
import type { HostClock } from "./host-clock.ts";
import { type LiveStore, signalKey } from "./live-store.ts";

const reportEveryMs = 10_000;

export function displayKindOf(purpose: string): DisplayKind {
  const family = familyOf(purpose);
  return family === "state" || family === "energy" ? family : "process";
}

function kindsOf(model: LineModel): ReadonlyMap<string, DisplayKind> {
  const kinds = new Map<string, DisplayKind>();
  for (const equipment of model.lines.flatMap((line) => line.equipment)) {
    for (const { id, purpose } of equipment.signals) {
      kinds.set(signalKey(equipment.id, id), displayKindOf(purpose));
    }
  }
  return kinds;
}

export type DisplayReporting = {
  readonly opened: () => void;
  readonly hearSnapshot: (live: SiteLive) => void;
  readonly hearEvent: (event: StreamEvent) => void;
  /** Reports what is left. */
  readonly stop: () => void;
};

type Source = { readonly store: LiveStore; readonly clock: HostClock };

/** @param model undefined until it is known; nothing counts before. */
export function startDisplayReporting(
  site: string,
  { store, clock }: Source,
  model: () => LineModel | undefined,
): DisplayReporting {
  let kinds: ReadonlyMap<string, DisplayKind> | undefined;
  const times = new DisplayTimes({
    kindOf: (equipment, signal) => {
      const known = model();
      if (known !== undefined) kinds ??= kindsOf(known);
      return kinds?.get(signalKey(equipment, signal));
    },
  });
  const seen = (): boolean => document.visibilityState === "visible";
  // The store calls after its snapshot changed; React draws in the same task, and the frame after the next
  // request is the first that begins after that drawing was painted.
  const unsubscribe = store.subscribe(() => {
    times.drawn();
    requestAnimationFrame(() => times.painted(clock.now(), seen()));
  });
  const timer = setInterval(() => {
    const report = times.take();
    if (report.length === 0) return;
    void postDisplay(site, report).then(({ taken, again }) => {
      if (!taken && again) times.giveBack(report);
    });
  }, reportEveryMs);
  const leave = (): void => {
    const report = times.take();
    if (report.length > 0) postDisplayLeaving(site, report);
  };
  addEventListener("pagehide", leave);
  return {
    opened: () => times.opened(),
    hearSnapshot: (live) => times.hearSnapshot(live),
    hearEvent: (event) => times.hearEvent(event, seen()),
    stop: () => {
      unsubscribe();
      clearInterval(timer);
      removeEventListener("pagehide", leave);
      leave();
    },
  };
}
