import { expect, test } from "vitest";
import { limitsOf } from "../limits.ts";
import { openLimits } from "./profile.ts";
import { profileNamed, recogniseServer } from "./recognise.ts";
import { profiles } from "./registry.ts";

const says = (maker: string, product: string, productUri = "") => ({ maker, product, productUri });

test.each([
  [says("Siemens AG", "SIMATIC S7-1200"), "s7-1200"],
  [says("Siemens AG", "CPU 1215C DC/DC/DC"), "s7-1200"],
  [says("Siemens AG", "CPU 1516-3 PN/DP"), "s7-1500"],
  [says("SIEMENS", "S7-1500"), "s7-1500"],
  [says("", "", "https://www.siemens.com/s7-1500"), "s7-1500"],
  // Siemens makes other servers too.
  [says("Siemens AG", "SIMATIC WinCC"), "generic"],
  [says("Kepware", "KEPServerEX"), "kepware"],
  [says("PTC", "ThingWorx Kepware Server"), "kepware"],
  [says("Prosys OPC Ltd", "OPC UA Simulation Server"), "prosys"],
  [says("Inductive Automation", "Ignition OPC UA Server"), "ignition"],
  [says("", "", "urn:eclipse:milo:server"), "ignition"],
  [says("Beckhoff Automation GmbH & Co. KG", "TwinCAT OPC UA Server"), "beckhoff"],
  [says("3S - Smart Software Solutions GmbH", "OPC UA Server"), "codesys"],
  [says("Kepler Maschinenbau", "Press 1500"), "generic"],
  [says("", ""), "generic"],
])("%j is treated as %s", (said, id) => {
  expect(recogniseServer(said).id).toBe(id);
});

test("every profile has an id of its own, a source, limits that a server can be asked with, and is found by id", () => {
  expect(new Set(profiles.map(({ id }) => id)).size).toBe(profiles.length);
  for (const profile of profiles) {
    expect(profileNamed(profile.id)).toBe(profile);
    expect(profile.source.length).toBeGreaterThan(20);
    for (const [key, value] of Object.entries(profile.limits)) {
      expect(value, `${profile.id}.${key}`).toBeGreaterThanOrEqual(1);
    }
    // Room for a heartbeat and an item.
    expect(profile.limits.itemsPerSubscription).toBeGreaterThan(1);
  }
  expect(profiles.filter(({ recognisedBy }) => recognisedBy.length === 0)).toHaveLength(1);
});

test("of what the kind bears and what the server says the smaller counts; 0 says nothing", () => {
  const limits = limitsOf(
    { ...openLimits, items: 100, reads: 50 },
    { items: 1_000, reads: 20, paths: 0, itemsPerServer: 4_000, browses: undefined },
  );
  expect(limits).toEqual({ ...openLimits, items: 100, reads: 20, itemsPerServer: 4_000 });
});

test("a server that says more than it can do is not believed: S7-1200 takes 100 items in a call", () => {
  const { limits } = recogniseServer(says("Siemens AG", "CPU 1214C"));
  expect(limitsOf(limits, { items: 1_000, itemsPerServer: 4_000 })).toMatchObject({
    items: 100,
    itemsPerServer: 1_000,
    samplingMs: 100,
  });
});
