// The live store of one site, fed by its stream for as long as a component uses it.
import { useEffect, useState, useSyncExternalStore } from "react";
import { getLive } from "../api/queries.ts";
import { openStream } from "../api/stream-client.ts";
import { frameSchedule } from "./frame-schedule.ts";
import { HostClock } from "./host-clock.ts";
import { type LiveSnapshot, LiveStore } from "./live-store.ts";

export type SiteLiveSource = { readonly clock: HostClock; readonly store: LiveStore };

/** Opens the stream of the site; the caller gives the component a key of the site. */
export function useSiteLive(site: string): SiteLiveSource {
  const [source] = useState<SiteLiveSource>(() => {
    const clock = new HostClock(() => performance.now());
    return { clock, store: new LiveStore(clock, frameSchedule) };
  });
  useEffect(() => {
    const { store } = source;
    return openStream(`/api/stream?site=${encodeURIComponent(site)}`, {
      onOpen: async (signal) => {
        store.opened();
        store.applySnapshot(await getLive(site, signal));
      },
      onEvent: (event) => store.applyEvent(event),
      onLost: (silentMs) => store.lost(silentMs),
    });
  }, [site, source]);
  return source;
}

export function useSnapshot(store: LiveStore): LiveSnapshot {
  return useSyncExternalStore(store.subscribe, store.snapshot);
}

/** Host time, ms UTC, renewed every second; undefined before the host was first heard. */
export function useHostNow(clock: HostClock): number | undefined {
  const [, renew] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => renew((count) => count + 1), 1000);
    return () => clearInterval(timer);
  }, []);
  return clock.now();
}
