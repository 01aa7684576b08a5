// Three factories on a day when everything fails once: every process killed, every plant back with renumbered
// namespaces, every cable pulled, the broker stopped. All flows again by itself, nothing lost or doubled.
import { join } from "node:path";
import { expect } from "vitest";
import { wholeCable } from "#simulators/servers/tcp-cable-state.ts";
import { DemoFactories, type FactoryStatus } from "../kit/demo-factories.ts";
import { auditJournal, auditRoot, recordsInOrder } from "../kit/journal-audit.ts";
import { testWith } from "../kit/peers.ts";
import { temporaryFolder } from "../kit/temporary-folder.ts";

/** Of the third factory: on the list, connected to nothing. */
const silent = ["packer"];

testWith("mosquitto")(
  "whatever dies or is pulled, everything flows again; lost 0, duplicated 0",
  { timeout: 400_000 },
  async () => {
    const factories = await DemoFactories.prepare({
      folder: temporaryFolder(),
      broker: "mosquitto",
    });
    await factories.startAll();
    await factories.flowing(silent);

    const of = (role: string) => factories.names.filter((name) => name.startsWith(role));
    for (const victims of [of("plant"), of("gateway"), of("centre")]) {
      await factories.kill(victims);
      await factories.start(victims);
      await factories.flowing(silent);
    }
    for (const plant of of("plant")) {
      const spare = factories
        .linesOf(plant)
        .flatMap((line) => /(\d+) spare namespaces/.exec(line)?.[1] ?? []);
      expect(new Set(spare).size, plant).toBe(2);
    }
    await factories.mosquitto?.kill("SIGTERM");
    await factories.mosquitto?.start();
    await factories.flowing(silent);

    for (const name of ["opcua", "modbus", "mqtt"] as const) {
      for (const site of factories.cables) {
        site[name].set({ kind: "refused" });
        await site[name].settled();
      }
      for (const site of factories.cables) site[name].set(wholeCable);
      await factories.flowing(silent);
    }
    for (const name of ["opcua", "modbus"] as const) {
      const [cable] = factories.cables.map((site) => site[name]);
      cable?.set({ kind: "silent", newConnections: "silent" });
      await expect
        .poll(async () => downEquipment(await factories.statuses()), { timeout: 60_000 })
        .not.toEqual([]);
      // What hung is gone for good, as after a long outage.
      cable?.resetConnections();
      cable?.set(wholeCable);
      await factories.flowing(silent);
    }

    const answers = (await Promise.all(
      factories.sites.map((site) => factories.child(`gateway ${site}`).ask("drain", 60_000)),
    )) as FactoryStatus[];
    await factories.child("centre").stop(20_000);
    const audit = auditJournal(join(factories.folder, "demo", "centre", "journal"));
    expect(audit.damage).toEqual([]);
    for (const { edge } of answers) {
      const log = audit.logs.find((each) => each.log === edge.log)!;
      recordsInOrder(log);
      expect({
        records: log.records.size,
        duplicates: log.duplicates,
        dropped: edge.dropped,
      }).toEqual({ records: edge.next, duplicates: 0, dropped: 0 });
      const newest = log.checkpoints.at(-1)!;
      const covered = Array.from({ length: newest.size }, (_, n) => log.records.get(n)!);
      expect(auditRoot(covered).toString("base64")).toBe(newest.root);
    }
  },
);

function downEquipment(statuses: readonly FactoryStatus[]): string[] {
  return statuses
    .flatMap(({ poll }) => poll.equipment)
    .filter(({ id, state }) => state === "down" && !silent.includes(id))
    .map(({ id }) => id);
}
