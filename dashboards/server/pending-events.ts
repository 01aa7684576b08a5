// Live events between two writes to the browsers, merged so that a burst costs one message per kind.
// Invariant: bounded by the number of signals, gateways and logs, never by the number of events.
import type { LastValue, LinkState, LiveEvent, LogLedger } from "#contracts/live.ts";

type SitePending = {
  readonly values: Map<string, LastValue>;
  readonly links: Map<string, LinkState>;
  readonly ledger: Map<string, LogLedger>;
};

export class PendingEvents {
  readonly #sites = new Map<string, SitePending>();

  #of(site: string): SitePending {
    const known = this.#sites.get(site);
    if (known !== undefined) return known;
    const fresh: SitePending = { values: new Map(), links: new Map(), ledger: new Map() };
    this.#sites.set(site, fresh);
    return fresh;
  }

  add(event: LiveEvent): void {
    const pending = this.#of(event.site);
    switch (event.kind) {
      case "values":
        for (const value of event.values) {
          pending.values.set(JSON.stringify([value.equipment, value.signal]), value);
        }
        break;
      case "link":
        pending.links.set(event.link.gateway, event.link);
        break;
      case "ledger":
        for (const ledger of event.ledger) pending.ledger.set(ledger.log, ledger);
        break;
    }
  }

  /** What gathered since the last call, at most one values and one ledger event per site. */
  take(): LiveEvent[] {
    const events: LiveEvent[] = [];
    for (const [site, { values, links, ledger }] of this.#sites) {
      // Links first: values that follow are read in their light.
      for (const link of links.values()) events.push({ kind: "link", site, link });
      if (values.size > 0) events.push({ kind: "values", site, values: [...values.values()] });
      if (ledger.size > 0) events.push({ kind: "ledger", site, ledger: [...ledger.values()] });
    }
    this.#sites.clear();
    return events;
  }
}
