// The live store of one site, fed by its stream for as long as a component uses it. A page that shows the
// values reports how soon it did.
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState, useSyncExternalStore } from "react";
import { getLive, modelQuery } from "../api/queries.ts";
import { openStream } from "../api/stream-client.ts";
import { startDisplayReporting } from "./display-reporting.ts";
import { frameSchedule } from "./frame-schedule.ts";
import { HostClock } from "./host-clock.ts";
import { type LiveSnapshot, LiveStore } from "./live-store.ts";

export type SiteLiveSource = { readonly clock: HostClock; readonly store: LiveStore };

/**
 * Opens the stream of the site; the caller gives the component a key of the site.
 * @param shows what the page shows of it: a page of `links` alone reports no display of values.
 */
export function useSiteLive(site: string, shows: "values" | "links" = "values"): SiteLiveSource {
  const queries = useQueryClient();
  const [source] = useState<SiteLiveSource>(() => {
    const clock = new HostClock(() => performance.now());
    return { clock, store: new LiveStore(clock, frameSchedule) };
  });
  useEffect(() => {
    const { store } = source;
    const display =
      shows === "values"
        ? startDisplayReporting(site, source, () => queries.getQueryData(modelQuery(site).queryKey))
        : undefined;
    const close = openStream(`/api/stream?site=${encodeURIComponent(site)}`, {
      onOpen: async (signal) => {
        store.opened();
        display?.opened();
        const live = await getLive(site, signal);
        store.applySnapshot(live);
        display?.hearSnapshot(live);
      },
      onEvent: (event) => {
        store.applyEvent(event);
        display?.hearEvent(event);
      },
      onLost: (silentMs) => store.lost(silentMs),
    });
    return () => {
      close();
      display?.stop();
    };
  }, [site, source, shows, queries]);
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
