import { expect, test } from "vitest";
import { NonceQueue } from "./nonce-queue.ts";
import { at, command, logId, start, testNode } from "./test-node.ts";

const nonce = (n: number, bytes = 16) => Buffer.alloc(bytes, n).toString("base64");

test("each nonce is given once, in order; a repeated one and a ninth that waits are refused", () => {
  const queue = new NonceQueue();
  expect(queue.take()).toBeUndefined();
  expect(queue.add(nonce(1))).toBeUndefined();
  expect(queue.add(nonce(1))).toBe("nonce was given before");
  expect(queue.take()).toBe(nonce(1));
  expect(queue.take()).toBeUndefined();
  expect(queue.add(nonce(1))).toBe("nonce was given before");
  for (let n = 2; n < 10; n++) expect(queue.add(nonce(n))).toBeUndefined();
  expect(queue.add(nonce(10))).toBe("8 nonces are waiting already");
  expect(queue.take()).toBe(nonce(2));
  expect(queue.add(nonce(10))).toBeUndefined();
  queue.forget(nonce(2));
  queue.take();
  expect(queue.add(nonce(2))).toBeUndefined();
});

test.each([
  ["of this log", logId, nonce(1), { do: "nonce", nonce: nonce(1) }],
  ["of 64 bytes", logId, nonce(1, 64), { do: "nonce", nonce: nonce(1, 64) }],
  [
    "of another log",
    "ab".repeat(32),
    nonce(1),
    { do: "refused", reason: `nonce for log ${"ab".repeat(32)}` },
  ],
  [
    "of 15 bytes",
    logId,
    nonce(1, 15),
    { do: "refused", reason: "unreadable: CONTRACTS_EVIDENCE_COMMAND" },
  ],
  [
    "of 65 bytes",
    logId,
    nonce(1, 65),
    { do: "refused", reason: "unreadable: CONTRACTS_EVIDENCE_COMMAND" },
  ],
  [
    "that is no base64",
    logId,
    "a visitor was here \n",
    { do: "refused", reason: "unreadable: CONTRACTS_EVIDENCE_COMMAND" },
  ],
])("a nonce %s", (_, log, text, expected) => {
  const { node } = testNode();
  node.connected(0, at(0));
  const bytes = command({ kind: "nonce", log, nonce: text, hostTime: start });
  expect(node.message(node.topics.command, bytes, at(1))).toEqual([expected]);
});
