// Somebody at a terminal: each answer comes when its prompt stands there.
import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { columnsOf } from "../terminal-text.ts";
import { askAnswers, type PartialAnswers } from "./ask-answers.ts";

type Typed = string | "leaves";

async function answering(typed: readonly Typed[], given: PartialAnswers = {}) {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const left = [...typed];
  let shown = "";
  output.setEncoding("utf8").on("data", (part: string) => {
    shown += part;
    if (!shown.endsWith("] ")) return;
    const answer = left.shift() ?? "leaves";
    if (answer === "leaves") input.end();
    else {
      // As a terminal shows it.
      shown += `${answer}\n`;
      input.write(`${answer}\n`);
    }
  });
  const answers = await askAnswers(given, input, output);
  return { answers, shown, left };
}

test("a wrong answer is told at once and asked again; those before it stay", async () => {
  const typed = ["site 1", "site-1", "", "ftp://x", "mqtts://centre:8883"];
  const more = ["gw1", "modbus-tcp:10.0.0.9", "sdm63", "sdm630", "x", "7"];
  const { answers, shown, left } = await answering([...typed, ...more]);
  expect(answers).toEqual({
    site: "site-1",
    gateway: "gw1",
    broker: "mqtts://centre:8883",
    connection: "modbus-tcp:10.0.0.9",
    equipment: [{ unit: 7, template: "sdm630" }],
  });
  expect(left).toEqual([]);
  expect(shown).toContain("没有 sdm63,可用");
  for (const line of shown.split("\n")) expect(columnsOf(line), line).toBeLessThanOrEqual(80);
});

test("an OPC UA server is asked for with its security, and for no Modbus unit", async () => {
  const opcua = "opc.tcp://10.0.0.8:4840";
  const secured = await answering(["", "", "", opcua, "Basic128", "", "", "plcs"]);
  expect(secured.answers).toMatchObject({
    connection: opcua,
    mode: "SignAndEncrypt",
    policy: "Basic256Sha256",
    trust: "plcs",
  });
  expect(secured.answers.equipment).toBeUndefined();
  const plain = await answering(["None"], {
    site: "s",
    gateway: "g",
    broker: "enrolled",
    connection: opcua,
  });
  expect(plain.answers).toMatchObject({ mode: "None" });
  expect(plain.answers.policy).toBeUndefined();
});

test("whoever leaves in between is told that nothing was written", async () => {
  await expect(answering(["", "leaves"])).rejects.toMatchObject({ code: "BIN_CANCELLED" });
});
