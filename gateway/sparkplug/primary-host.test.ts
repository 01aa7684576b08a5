import { expect, test } from "vitest";
import { proving } from "./proves.ts";
import { at, metricNamed, seen, start, testNode } from "./test-node.ts";

const proves = proving(test);

const utf8 = new TextEncoder();
const state = (online: boolean, timestamp: number) =>
  utf8.encode(JSON.stringify({ online, timestamp }));
const topic = "spBv1.0/STATE/scada";

function waiting(options: { severalServers?: boolean } = {}) {
  const { node } = testNode({ primaryHost: "scada", ...options });
  node.connecting("mqtt://a");
  const born = node.connected(0, at(0));
  const tell = (payload: Uint8Array, ms = 1) => node.message(topic, payload, at(ms));
  return { node, born, tell };
}

proves(
  [
    "message-flow-edge-node-birth-publish-phid-wait",
    "message-flow-edge-node-birth-publish-phid-wait-id",
    "message-flow-edge-node-birth-publish-phid-wait-online",
    "message-flow-edge-node-birth-publish-phid-wait-timestamp",
    "operational-behavior-edge-node-birth-sequence-wait",
  ],
  "no birth before the STATE of this very host says online, and is not older than the one before",
  () => {
    const { node, born, tell } = waiting();
    expect(born).toEqual([]);
    expect(node.topics.state).toBe(topic);
    expect(node.message("spBv1.0/STATE/other", state(true, 999), at(1))).toEqual([]);
    expect(tell(state(false, 100))).toEqual([]);
    expect(tell(utf8.encode("ONLINE"))).toEqual([]);
    expect(tell(utf8.encode('{"online":"true","timestamp":100}'))).toEqual([]);
    expect(tell(utf8.encode('{"online":true}'))).toEqual([]);
    expect(tell(state(true, 99))).toEqual([]);
    expect(node.hostOnline).toBe(false);
    expect(seen(tell(state(true, 100)))[0]?.topic).toBe("spBv1.0/s/NBIRTH/g");
    expect(node.hostOnline).toBe(true);
  },
);

test("a STATE from far in the future shuts out no true one: its clock, or its sender, is not to be believed", () => {
  const { tell } = waiting();
  const year3000 = Date.UTC(3000, 0, 1);
  expect(seen(tell(state(true, year3000)))).toHaveLength(1);
  expect(seen(tell(state(false, start + 5)))[0]?.topic).toBe("spBv1.0/s/NDEATH/g");
  const forged = waiting();
  forged.tell(state(true, start));
  forged.tell(state(false, Number.MAX_SAFE_INTEGER));
  forged.node.disconnected();
  forged.node.connecting("mqtt://a");
  forged.node.connected(1, at(10));
  expect(forged.tell(state(true, start - 1))).toEqual([]);
  expect(seen(forged.tell(state(true, start)))[0]?.topic).toBe("spBv1.0/s/NBIRTH/g");
});

test("the first STATE of a server counts whatever its time, and an older one at the same server never again", () => {
  const { node, tell } = waiting();
  tell(state(true, 500));
  node.disconnected();
  node.connecting("mqtt://b");
  expect(node.connected(1, at(5))).toEqual([]);
  expect(seen(tell(state(true, 3)))).toHaveLength(1);
  node.disconnected();
  node.connecting("mqtt://a");
  expect(node.connected(2, at(6))).toEqual([]);
  expect(tell(state(true, 499))).toEqual([]);
  expect(seen(tell(state(true, 500)))).toHaveLength(1);
});

proves(
  [
    "operational-behavior-edge-node-termination-host-offline",
    "operational-behavior-edge-node-termination-host-offline-timestamp",
    "message-flow-edge-node-birth-publish-phid-offline",
  ],
  "the host goes offline: NDEATH of this session and disconnect, unless the STATE is an old one",
  () => {
    const { node, tell } = waiting();
    expect(seen(tell(state(true, 100)))).toHaveLength(1);
    expect(tell(state(false, 99), 2)).toEqual([]);
    expect(node.born).toBe(true);
    const actions = tell(state(false, 100), 3);
    expect(actions.map((action) => action.do)).toEqual(["publish", "disconnect"]);
    expect(seen(actions)[0]?.topic).toBe("spBv1.0/s/NDEATH/g");
    expect(metricNamed(seen(actions)[0]?.payload, "bdSeq").value?.value).toBe(0);
    node.connecting("mqtt://a");
    expect(node.connected(1, at(4))).toEqual([]);
  },
);

proves(
  ["operational-behavior-primary-application-state-with-multiple-servers-walk"],
  "with another server to go to, an offline host is left at once and a silent one after 30 s, unborn",
  () => {
    const offline = waiting({ severalServers: true });
    expect(offline.tell(state(false, 1)).map((action) => action.do)).toEqual(["disconnect"]);
    expect(offline.tell(state(true, 2))).toEqual([]);
    const silent = waiting({ severalServers: true });
    expect(silent.node.tick(at(29_999))).toEqual([]);
    expect(silent.node.tick(at(30_000)).map((action) => action.do)).toEqual(["disconnect"]);
    expect(silent.node.tick(at(30_100))).toEqual([]);
    // The retained STATE may come before the connection is complete.
    const early = testNode({ primaryHost: "scada", severalServers: true }).node;
    early.connecting("mqtt://a");
    early.message(topic, state(false, 1), at(0));
    expect(early.connected(0, at(0)).map((action) => action.do)).toEqual(["disconnect"]);
  },
);

test("with one server nothing is better than waiting", () => {
  const { node, tell } = waiting();
  expect(tell(state(false, 1))).toEqual([]);
  expect(node.tick(at(99_000))).toEqual([]);
});

test.each([
  ["nothing", [], /等待主机 scada 的 STATE:没有收到.*nothing was heard/],
  ["unreadable", [utf8.encode("ONLINE")], /unreadable|cannot be read/],
  ["offline", [state(false, 5)], /it says that it is offline/],
  ["stale", [state(false, 5), state(true, 4)], /older than the one before/],
])("a host that is waited for in vain is said in words after 10 s: %s", (_, heard, words) => {
  const { node, tell } = waiting();
  for (const payload of heard) tell(payload);
  expect(node.waitingFor(at(9_999).at)).toBeUndefined();
  expect(node.waitingFor(10_000)).toMatch(words);
  node.message("spBv1.0/STATE/scda", state(true, 5), at(11_000));
  node.message("STATE/scada", utf8.encode("ONLINE"), at(11_000));
  for (let n = 0; n < 100; n++) node.message(`spBv1.0/STATE/h${n}`, state(true, 1), at(11_000));
  const said = node.waitingFor(12_000) ?? "";
  expect(said).toContain("spBv1.0/STATE/scda STATE/scada spBv1.0/STATE/h0");
  expect(said.length).toBeLessThan(900);
  tell(state(true, 6));
  expect(node.waitingFor(20_000)).toBeUndefined();
});
