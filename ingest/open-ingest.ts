// Opens ingest: lock and replay the journal, open the broker, join it as Sparkplug host.
// Nothing is received before everything durable is known again.
import { randomBytes } from "node:crypto";
import { type EmbeddedBroker, openEmbeddedBroker } from "./broker/embedded-broker.ts";
import type { IngestConfig } from "./config.ts";
import { type Ingest, type IngestDeps, journalFolder } from "./ingest.ts";
import { lockJournal } from "./journal/journal-lock.ts";
import { loadLineModels } from "./line-models.ts";
import { RunningIngest } from "./running-ingest.ts";

const maxPacketBytes = 4 * 1024 * 1024;
const maxConnections = 1_000;
const hostUser = "lineproof-host";

/**
 * Throws INGEST_CONFIG_INVALID, CONTRACTS_LINE_MODEL_INVALID, INGEST_JOURNAL_LOCKED, INGEST_JOURNAL_OPEN,
 * INGEST_PORT_IN_USE or INGEST_BROKER_LISTEN; a broker that cannot be reached is tried again instead.
 */
export async function openIngest(config: IngestConfig, deps: IngestDeps): Promise<Ingest> {
  const models = loadLineModels(config.sites.map(({ lineModel }) => lineModel));
  const dir = journalFolder(config.data);
  const lock = lockJournal(dir);
  let broker: EmbeddedBroker | undefined;
  try {
    const running = new RunningIngest(config, deps, models, lock);
    await running.replay();
    // Known to this process only, and new at every start.
    const access = { username: hostUser, password: randomBytes(32).toString("hex") };
    if (config.broker.kind === "embedded") {
      const { host, port, credentials } = config.broker;
      broker = await openEmbeddedBroker({
        host,
        port,
        credentials: [
          ...credentials,
          {
            username: access.username,
            secret: { kind: "plain", text: access.password },
            principal: { kind: "host", hostId: config.hostId },
          },
        ],
        maxPacketBytes,
        maxConnections,
        notify: deps.log,
      });
    }
    running.start(broker, access);
    return running;
  } catch (error) {
    await broker?.close();
    lock.release();
    throw error;
  }
}
