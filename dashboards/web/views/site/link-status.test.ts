import { expect, test } from "vitest";
import type { LinkState } from "#contracts/live.ts";
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

test("one machine that is down is named", () => {
  const links = [{ ...up, devices: [{ equipment: "zone-2", online: false, since: 9 }] }];
  expect(summariseLinks({ connection: live, links }, name)).toMatchObject({
    state: "lost",
    phrase: "deviceOffline",
    fillings: { name: "name of zone-2" },
    since: 9,
  });
});
