// The list of sites, live: read every five seconds and at every change of a link; ages and losses come by
// the stream in between.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { liveKey, sitesQuery } from "../api/queries.ts";
import { openStream } from "../api/stream-client.ts";
import { HostClock } from "./host-clock.ts";
import type { Connection } from "./live-store.ts";
import { SitePulse } from "./site-pulse.ts";
import { useHostNow } from "./use-site-live.ts";

const listEveryMs = 5000;
/** Links that change together are asked for once. */
const gatherMs = 250;

export function useSitesLive() {
  const queries = useQueryClient();
  const [source] = useState(() => ({
    clock: new HostClock(() => performance.now()),
    pulse: new SitePulse(),
  }));
  const [connection, setConnection] = useState<Connection>({ state: "connecting" });
  const list = useQuery({ ...sitesQuery, refetchInterval: listEveryMs });
  const now = useHostNow(source.clock);

  useEffect(() => {
    const { clock, pulse } = source;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const readSoon = (): void => {
      timer ??= setTimeout(() => {
        timer = undefined;
        void queries.invalidateQueries({ queryKey: sitesQuery.queryKey });
        void queries.invalidateQueries({ queryKey: liveKey });
      }, gatherMs);
    };
    const close = openStream("/api/stream", {
      onOpen: async () => {
        const { hostTime } = await queries.fetchQuery({ ...sitesQuery, staleTime: 0 });
        clock.hear(hostTime);
        setConnection({ state: "live" });
      },
      onEvent: (event) => {
        clock.hear(event.hostTime);
        pulse.hear(event);
        if (event.kind === "link") readSoon();
      },
      onLost: (silentMs) => {
        const heard = clock.now();
        const since = heard === undefined ? undefined : heard - silentMs;
        // The first of several losses in a row is when it happened.
        setConnection((known) => (known.state === "lost" ? known : { state: "lost", since }));
      },
    });
    return () => {
      clearTimeout(timer);
      close();
    };
  }, [queries, source]);

  return { list, connection, now, pulse: source.pulse };
}
