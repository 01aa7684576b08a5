import { expect, test } from "vitest";
import type { LastValue, LinkState } from "#contracts/live.ts";
import type { Connection } from "../../state/live-store.ts";
import { summariseLinks } from "./link-status.tsx";

const up: LinkState = { gateway: "gw-1", online: true, since: 1, devices: [] };
const name = (id: string) => `name of ${id}`;
const live: Connection = { state: "live" };

test("all links up is live", () => {
  expect(summariseLinks({ connection: live, links: [up] }, name)).toMatchObject({
    state: "live",
    phrase: "live",
  });
});

test("the page's own loss speaks before any gateway's", () => {
  const links = [{ ...up, online: false, since: 7 }];
  expect(summariseLinks({ connection: { state: "lost", since: 5 }, links }, name)).toMatchObject({
    state: "lost",
    phrase: "connectionLost",
    since: 5,
  });
  expect(summariseLinks({ connection: live, links }, name)).toMatchObject({
    state: "lost",
    phrase: "gatewayOffline",
    fillings: { name: "gw-1" },
    since: 7,
  });
});

test("a lost broker is said as such: of its gateways nothing is known", () => {
  const links = [{ ...up, online: false, since: 7, unknown: "broker" as const }];
  expect(summariseLinks({ connection: live, links }, name)).toEqual({
    state: "lost",
    phrase: "brokerOffline",
    fillings: {},
    since: 7,
  });
});

test("one machine that is down is named, and the rest of the site stays live", () => {
  const links = [{ ...up, devices: [{ equipment: "zone-2", online: false, since: 9 }] }];
  expect(summariseLinks({ connection: live, links }, name)).toEqual({
    state: "part",
    phrase: "deviceOffline",
    fillings: { name: "name of zone-2" },
    since: 9,
  });
});

test("a machine from which nothing was ever read is said to have never answered", () => {
  const links = [{ ...up, devices: [{ equipment: "zone-2", online: false, since: 9 }] }];
  const value = (equipment: string, plain: number | null): [string, LastValue] => [
    equipment,
    { equipment, signal: "s", value: plain } as LastValue,
  ];
  const never = new Map([value("zone-1", 1), value("zone-2", null)]);
  expect(summariseLinks({ connection: live, links, values: never }, name)).toMatchObject({
    phrase: "neverAnswered",
    fillings: { name: "name of zone-2" },
  });
  const once = new Map([value("zone-2", 7)]);
  expect(summariseLinks({ connection: live, links, values: once }, name)).toMatchObject({
    phrase: "deviceOffline",
  });
});

test("several machines that are down are counted", () => {
  const devices = ["zone-1", "zone-2"].map((equipment) => ({ equipment, online: false, since: 9 }));
  expect(summariseLinks({ connection: live, links: [{ ...up, devices }] }, name)).toMatchObject({
    state: "part",
    phrase: "devicesOffline",
    fillings: { name: "name of zone-1", n: 2 },
  });
});
