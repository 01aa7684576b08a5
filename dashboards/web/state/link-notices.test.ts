import { expect, test } from "vitest";
import type { LastValue, LinkState } from "#contracts/live.ts";
import { everydayValues } from "../../fixtures/everyday-values.ts";
import { neverAnswered, rockWoolModel } from "../../fixtures/rock-wool-model.ts";
import { linkNotices } from "./link-notices.ts";
import type { LiveSnapshot } from "./live-store.ts";

const model = rockWoolModel();
const now = 50_000;
const devices = model.lines[0]!.equipment.map(({ id }) => ({
  equipment: id,
  online: id !== neverAnswered,
  since: 10,
}));
const up: LinkState = { gateway: "gw-dacheng", online: true, since: 5, devices };

function live(change: Partial<LiveSnapshot> = {}, silent = [neverAnswered]): LiveSnapshot {
  const values = everydayValues(model, silent).map((each): LastValue => {
    const times = { sourceTime: now, readTime: now };
    return { ...each, ...times, status: 0, flag: "N", stale: false };
  });
  return {
    connection: { state: "live" },
    values: new Map(values.map((each) => [`${each.equipment}/${each.signal}`, each])),
    links: [up],
    ledger: [],
    epoch: 1,
    ...change,
  };
}

test("a machine of the list that never answered is named, the others are not", () => {
  const notices = linkNotices(model, live(), now);
  expect(notices).toMatchObject([{ kind: "never", equipment: [{ id: neverAnswered }] }]);
});

test("a machine that fell silent is named with its time", () => {
  const lost = devices.map((d) => (d.equipment === "saw" ? { ...d, online: false, since: 77 } : d));
  const notices = linkNotices(model, live({ links: [{ ...up, devices: lost }] }), now);
  expect(notices[0]).toMatchObject({ kind: "device", equipment: { id: "saw" }, since: 77 });
});

test("a gateway speaks for its machines, the page for all", () => {
  const off = { ...up, online: false, since: 33 };
  const notices = linkNotices(model, live({ links: [off] }), now);
  expect(notices).toMatchObject([{ kind: "gateway", gateway: "gw-dacheng", since: 33 }]);
  const lost = live({ connection: { state: "lost", since: 44 }, links: [off] });
  expect(linkNotices(model, lost, now)).toEqual([{ kind: "page", since: 44 }]);
});

test("a lost broker speaks for gateways and machines: of none is anything known", () => {
  const off = { ...up, online: false, since: 33, unknown: "broker" as const };
  expect(linkNotices(model, live({ links: [off] }), now)).toEqual([{ kind: "broker", since: 33 }]);
});

test("before anything was read no machine is accused", () => {
  const everything = model.lines[0]!.equipment.map(({ id }) => id);
  expect(linkNotices(model, live({ links: [] }, everything), now)).toEqual([]);
  expect(linkNotices(model, live({ connection: { state: "connecting" } }), now)).toEqual([]);
});
