// Opens ingest: lock and replay the journal, open the broker, join it as Sparkplug host.
// Nothing is received before everything durable is known again.
import { randomBytes } from "node:crypto";
import { type EmbeddedBroker, openEmbeddedBroker } from "./broker/embedded-broker.ts";
import type { IngestConfig } from "./config.ts";
import { type EnrolmentOffice, openEnrolmentOffice } from "./enrolment/enrolment-office.ts";
import { type Ingest, type IngestDeps, journalFolder } from "./ingest.ts";
import { lockJournal } from "./journal/journal-lock.ts";
import { loadLineModels } from "./line-models.ts";
import { RunningIngest } from "./running-ingest.ts";

const maxPacketBytes = 4 * 1024 * 1024;
const maxConnections = 1_000;
const hostUser = "lineproof-host";

/**
 * Throws INGEST_CONFIG_INVALID, CONTRACTS_LINE_MODEL_INVALID, INGEST_JOURNAL_LOCKED, INGEST_JOURNAL_OPEN,
 * INGEST_PORT_IN_USE, INGEST_BROKER_LISTEN, INGEST_CA_*, INGEST_REGISTRY_* or INGEST_ENROLMENT_*; a broker that cannot be reached is tried again instead.
 */
export async function openIngest(config: IngestConfig, deps: IngestDeps): Promise<Ingest> {
  const models = loadLineModels(config.sites.map(({ lineModel }) => lineModel));
  const dir = journalFolder(config.data);
  const lock = lockJournal(dir);
  let broker: EmbeddedBroker | undefined;
  let office: EnrolmentOffice | undefined;
  try {
    const running = new RunningIngest(config, deps, models, lock);
    await running.replay();
    // Known to this process only, and new at every start.
    const access = { username: hostUser, password: randomBytes(32).toString("hex") };
    if (config.broker.kind === "embedded") {
      const { host, port, credentials, tls } = config.broker;
      if (tls !== undefined) {
        const { clock, log: notify } = deps;
        const { lastCheckpoint } = running;
        const { data, hostId } = config;
        office = await openEnrolmentOffice({ data, tls, hostId, clock, notify, lastCheckpoint });
      }
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
        ...(office === undefined ? {} : { secure: office.secure }),
        maxPacketBytes,
        maxConnections,
        notify: deps.log,
      });
      if (broker.secure !== undefined) await office?.start(broker.secure);
    }
    running.start(broker, access, office);
    return running;
  } catch (error) {
    await office?.close();
    await broker?.close();
    lock.release();
    throw error;
  }
}
