import { afterEach, expect, test } from "vitest";
import { reloadRequests } from "./reload-requests.ts";

const before = process.listeners("SIGHUP");
afterEach(() => {
  for (const listener of process.listeners("SIGHUP")) {
    if (!before.includes(listener)) process.off("SIGHUP", listener);
  }
});

test("a reload asked for while the gateway starts is carried out once, after it; then every one", () => {
  const requests = reloadRequests();
  process.emit("SIGHUP");
  process.emit("SIGHUP");
  let reloads = 0;
  requests.answer(() => {
    reloads += 1;
    throw new Error("refused, and said in the log");
  });
  expect(reloads).toBe(1);
  process.emit("SIGHUP");
  expect(reloads).toBe(2);
});
