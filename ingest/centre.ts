// The centre: ingest with its index and facts behind it, one object that answers about now and then.
// The index is brought up to the journal before anything is received, so that history has no hole that
// the journal does not have.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { lineModelHash } from "#contracts/line-model.ts";
import type { HistoryReader, LiveReader } from "#contracts/live.ts";
import type { Clock } from "#contracts/time.ts";
import type { IngestConfig } from "./config.ts";
import { sha256 } from "./evidence/node-crypto.ts";
import { FactKeeper } from "./facts/fact-keeper.ts";
import { IndexFeed } from "./index-feed.ts";
import { type Ingest, journalFolder } from "./ingest.ts";
import { readDurableRecords } from "./journal/durable-records.ts";
import { loadLineModels } from "./line-models.ts";
import type { Notify } from "./notice.ts";
import { openIngest } from "./open-ingest.ts";
import { History } from "./store/history.ts";
import { openRecordIndex, type RecordIndex, type ReplayPart } from "./store/record-index.ts";
import { StoredHours } from "./store/stored-hours.ts";

/** Records handed to the index at once while it catches up. */
const replayBatch = 5000;

async function* replayJournal(folder: string, from: string | null): AsyncGenerator<ReplayPart> {
  if (!existsSync(folder)) return;
  let records = [];
  let next = from === null ? 0 : Number(from);
  for await (const { entry, durable } of readDurableRecords(folder, next)) {
    records.push(durable);
    // Lower than `from` when the journal is an older copy.
    next = entry + 1;
    if (records.length === replayBatch) {
      yield { records, position: String(next) };
      records = [];
    }
  }
  yield { records, position: String(next) };
}

export class Centre {
  readonly ingest: Ingest;
  /** Everything that dashboards and scoring read. */
  readonly reader: LiveReader & HistoryReader;
  readonly #index: RecordIndex;
  readonly #feed: IndexFeed;
  readonly #hours: StoredHours;

  constructor(
    ingest: Ingest,
    behind: {
      readonly index: RecordIndex;
      readonly feed: IndexFeed;
      readonly hours: StoredHours;
      readonly facts: FactKeeper;
    },
  ) {
    const { index, feed, hours, facts } = behind;
    this.ingest = ingest;
    this.#index = index;
    this.#feed = feed;
    this.#hours = hours;
    const history = new History({
      index,
      lineModels: () => ingest.lineModels(),
      facts: (site, from, to, since) => facts.facts(site, from, to, since),
      logs: async (site, from, to) => ingest.logs(site, from, to),
    });
    this.reader = {
      lineModels: () => ingest.lineModels(),
      lastValues: (site) => ingest.lastValues(site),
      links: (site) => ingest.links(site),
      ledger: (site) => ingest.ledger(site),
      latency: (site) => ingest.latency(site),
      subscribe: (listener) => ingest.subscribe(listener),
      range: (query) => history.range(query),
      facts: (site, from, to, since) => history.facts(site, from, to, since),
      logs: (site, from, to) => history.logs(site, from, to),
      identities: (site, from, to) => history.identities(site, from, to),
      records: (query) => history.records(query),
    };
  }

  /** Gateway time of the first record of a site's gateways (at or after `after`), ms UTC; null before it. */
  async observedSince(site: string, after?: number): Promise<number | null> {
    const model = this.ingest.lineModels().find((each) => each.site.id === site);
    const signals = model?.lines
      .flatMap((line) => line.equipment)
      .flatMap(({ signals }) => signals);
    const gateways = [...new Set(signals?.map(({ gateway }) => gateway))];
    await this.#hours.flush();
    return this.#hours.first(site, gateways, after);
  }

  async close(): Promise<void> {
    await this.ingest.close();
    await this.#feed.close();
    await this.#index.close();
  }
}

/** Throws what openIngest throws, and StoreError. */
export async function openCentre(
  config: IngestConfig,
  deps: { readonly clock: Clock; readonly log: Notify },
): Promise<Centre> {
  const models = loadLineModels(config.sites.map(({ lineModel }) => lineModel));
  const index = await openRecordIndex({
    path: join(config.data, "index.duckdb"),
    now: () => deps.clock.now(),
    report: (message) => deps.log({ level: "warn", message }),
  });
  try {
    await index.catchUp((from) => replayJournal(journalFolder(config.data), from));
    const hours = new StoredHours(index);
    const facts = new FactKeeper({
      source: hours,
      clock: deps.clock,
      sites: models.map((model) => ({ model, modelHash: lineModelHash(sha256, model) })),
    });
    await facts.open();
    const feed = new IndexFeed({
      index,
      facts,
      journal: (from) => readDurableRecords(journalFolder(config.data), from),
      notify: deps.log,
    });
    const ingest = await openIngest(config, { ...deps, index: feed });
    return new Centre(ingest, { index, feed, hours, facts });
  } catch (error) {
    await index.close();
    throw error;
  }
}
