// What each state of the cable does to connections, on real sockets.
import { expect, onTestFinished, test } from "vitest";
import { openTcpCable } from "./tcp-cable.ts";
import { fate, fence, join, openEcho, openTo, says, until } from "./tcp-cable-test-peers.ts";

test("whole: bytes both ways, and each end hears when the other is done", async () => {
  const echo = await openEcho();
  const cable = await openTo(echo.port);
  const peer = await join(cable.address());
  await says(peer, "one");
  await says(peer, "two");
  peer.socket.end();
  await until(() => peer.end() !== undefined);
  expect([peer.text(), peer.end()]).toEqual(["ONETWOBYE", "closed"]);
  await until(() => cable.statistics().connections === 0);
});

test("whole: a reset of the server is a reset for the client", async () => {
  const echo = await openEcho();
  const cable = await openTo(echo.port);
  const peer = await join(cable.address());
  await says(peer, "one");
  echo.sockets[0]?.resetAndDestroy();
  await until(() => peer.end() !== undefined);
  expect(peer.end()).toBe("ECONNRESET");
});

test("pulled: nothing passes and nobody is told; what was sent comes when the cable is back", async () => {
  const echo = await openEcho();
  const cable = await openTo(echo.port);
  const peer = await join(cable.address());
  await says(peer, "one");
  cable.set({ kind: "silent", newConnections: "silent" });
  peer.socket.write("two");
  echo.sockets[0]?.write("unasked");
  await fence(echo.port);
  expect(echo.heard.filter((word) => word === "two")).toEqual([]);
  expect([peer.text(), peer.end(), peer.socket.writable]).toEqual(["ONE", undefined, true]);
  cable.set({ kind: "whole" });
  await until(() => peer.text() === "ONEunaskedTWO");
  await says(peer, "three");
});

test("pulled: a client that opens meanwhile is connected, hears nothing, and is reset at the end", async () => {
  const echo = await openEcho();
  const cable = await openTo(echo.port);
  cable.set({ kind: "silent", newConnections: "silent" });
  const [patient, hasty] = [await join(cable.address()), await join(cable.address())];
  patient.socket.write("hello");
  await until(() => cable.statistics().stranded === 2);
  hasty.socket.end();
  await until(() => cable.statistics().stranded === 1);
  await fence(echo.port);
  // The fence's own connection is all that the server saw.
  expect([echo.sockets.length, patient.text(), patient.end()]).toEqual([1, "", undefined]);
  cable.set({ kind: "whole" });
  await until(() => patient.end() !== undefined);
  expect(patient.end()).toBe("ECONNRESET");
  await says(await join(cable.address()), "again");
});

test("pulled with refusal: standing connections are silent, new ones refused, and both come back", async () => {
  const echo = await openEcho();
  const cable = await openTo(echo.port);
  const peer = await join(cable.address());
  await says(peer, "one");
  cable.set({ kind: "silent", newConnections: "refused" });
  await cable.settled();
  expect(await fate(cable)).toBe("ECONNREFUSED");
  expect(peer.end()).toBe(undefined);
  cable.set({ kind: "whole" });
  await cable.settled();
  await says(peer, "two");
  await says(await join(cable.address()), "three");
});

test("pulled while one end left: the other hears of it when the cable is back", async () => {
  const echo = await openEcho();
  const cable = await openTo(echo.port);
  const peer = await join(cable.address());
  await says(peer, "one");
  cable.set({ kind: "silent", newConnections: "silent" });
  echo.sockets[0]?.resetAndDestroy();
  await fence(echo.port);
  expect(peer.end()).toBe(undefined);
  cable.set({ kind: "whole" });
  await until(() => peer.end() !== undefined);
  expect(peer.end()).toBe("ECONNRESET");
});

test("half-open: standing connections stay and are dead for ever, new ones work", async () => {
  const echo = await openEcho();
  const cable = await openTo(echo.port);
  const old = await join(cable.address());
  await says(old, "one");
  cable.set({ kind: "half-open" });
  old.socket.write("two");
  echo.sockets[0]?.write("unasked");
  await says(await join(cable.address()), "new");
  cable.set({ kind: "whole" });
  await says(await join(cable.address()), "newer");
  await fence(echo.port);
  expect(echo.heard).not.toContain("two");
  expect([old.text(), old.end(), cable.statistics().dead]).toEqual(["ONE", undefined, 1]);
  // The client gives up: its end is freed; the server still holds its own until it gives up as well.
  old.socket.end();
  await until(() => old.end() !== undefined);
  expect([old.text(), echo.sockets[0]?.destroyed, cable.statistics().dead]).toEqual([
    "ONE",
    false,
    1,
  ]);
  echo.sockets[0]?.destroy();
  await until(() => cable.statistics().dead === 0);
});

test("refused: standing connections are reset, new ones refused, until the cable is whole", async () => {
  const echo = await openEcho();
  const cable = await openTo(echo.port);
  const peer = await join(cable.address());
  await says(peer, "one");
  cable.set({ kind: "refused" });
  await until(() => peer.end() !== undefined && echo.sockets[0]?.destroyed === true);
  expect(peer.end()).toBe("ECONNRESET");
  await cable.settled();
  expect(await fate(cable)).toBe("ECONNREFUSED");
  const { port } = cable.address();
  cable.set({ kind: "whole" });
  await cable.settled();
  expect(cable.address().port).toBe(port);
  await says(await join(cable.address()), "back");
});

test("the same state again changes nothing; changes in a row end in the last", async () => {
  const echo = await openEcho();
  const cable = await openTo(echo.port);
  cable.set({ kind: "half-open" });
  const peer = await join(cable.address());
  await says(peer, "one");
  cable.set({ kind: "half-open" });
  await says(peer, "two");
  cable.set({ kind: "refused" });
  cable.set({ kind: "whole" });
  cable.set({ kind: "refused" });
  cable.set({ kind: "whole" });
  await cable.settled();
  await says(await join(cable.address()), "three");
});

test("no server behind the cable: connections are reset, and served when it is there", async () => {
  const echo = await openEcho();
  const gone = await openTo(echo.port);
  const closed = await openTo(gone.address().port);
  gone.set({ kind: "refused" });
  await gone.settled();
  expect(await fate(closed)).toBe("ECONNRESET");
  gone.set({ kind: "whole" });
  await gone.settled();
  await says(await join(closed.address()), "one");
});

test("a cable that is not aimed resets; aimed anew, standing connections stay where they are", async () => {
  const [one, other] = [await openEcho(), await openEcho()];
  const cable = await openTcpCable({ port: 0 });
  onTestFinished(() => cable.close());
  expect(await fate(cable)).toBe("ECONNRESET");
  cable.aim(one.target);
  const peer = await join(cable.address());
  await says(peer, "one");
  cable.aim(other.target);
  await says(await join(cable.address()), "other");
  await says(peer, "still");
  expect([one.heard, other.heard]).toEqual([["one", "still"], ["other"]]);
});

test("bytes can be looked at and changed on their way", async () => {
  const echo = await openEcho();
  const seen: string[] = [];
  const cable = await openTo(echo.port, {
    through: (direction, bytes) => {
      seen.push(`${direction} ${bytes}`);
      return direction === "to-client" ? Buffer.from(`<${bytes}>`) : bytes;
    },
  });
  const peer = await join(cable.address());
  peer.socket.write("one");
  await until(() => peer.text() === "<ONE>");
  expect(seen).toEqual(["to-server one", "to-client ONE"]);
});
