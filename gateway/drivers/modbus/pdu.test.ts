import { expect, test } from "vitest";
import {
  answerOf,
  identificationLength,
  identificationObjects,
  identificationQuestion,
  readQuestion,
  unlike,
} from "./pdu.ts";

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"));

// The examples of Modbus Application Protocol V1.1b3 §6.1 to 6.4: request and answer.
test.each([
  ["§6.1 coils 20-38", readQuestion(1, "coil", 0x13, 19), "01 00 13 00 13", "01 03 CD 6B 05"],
  [
    "§6.2 inputs 197-218",
    readQuestion(1, "discrete", 0xc4, 22),
    "02 00 C4 00 16",
    "02 03 AC DB 35",
  ],
  [
    "§6.3 registers 108-110",
    readQuestion(1, "holding", 0x6b, 3),
    "03 00 6B 00 03",
    "03 06 02 2B 00 00 00 64",
  ],
  ["§6.4 input register 9", readQuestion(1, "input", 0x08, 1), "04 00 08 00 01", "04 02 00 0A"],
])("%s", (_name, question, request, answer) => {
  expect(question.pdu).toEqual(hex(request));
  expect(answerOf(question, hex(answer))).toEqual({ kind: "data", bytes: hex(answer).subarray(2) });
});

// §6.21, example "read device identification": VendorName, ProductCode, MajorMinorRevision.
const company = Buffer.from("Company identification", "latin1");
const product = Buffer.from("Product code XX", "latin1");
const said = Buffer.concat([
  hex("2B 0E 01 01 00 00 03 00 16"),
  company,
  hex("01 0F"),
  product,
  hex("02 05"),
  Buffer.from("V2.11"),
]);

test("§6.21: the identification of the specification", () => {
  const question = identificationQuestion(1, 0);
  expect(question.pdu).toEqual(hex("2B 0E 01 00"));
  expect(answerOf(question, said)).toMatchObject({ kind: "data" });
  expect([...identificationObjects(said)]).toEqual([
    [0, "Company identification"],
    [1, "Product code XX"],
    [2, "V2.11"],
  ]);
  expect(identificationLength(said, 0)).toBe(said.length);
  for (let end = 0; end < said.length; end += 1) {
    expect(identificationLength(said.subarray(0, end), 0)).toBeUndefined();
  }
});

test("§7: an exception is one; another function, or too much and too little, is nothing", () => {
  const question = readQuestion(1, "holding", 0, 2);
  expect(answerOf(question, hex("83 02"))).toEqual({ kind: "exception", exception: 2 });
  for (const wrong of [
    "84 02",
    "04 04 00 01 00 02",
    "03 02 00 01",
    "03 04 00 01 00",
    "03 04",
    "",
  ]) {
    expect(answerOf(question, hex(wrong)).kind).toBe("malformed");
  }
});

test("no question but reads can be made", () => {
  const codes = (["coil", "discrete", "holding", "input"] as const).map(
    (table) => readQuestion(1, table, 0, 1).pdu[0],
  );
  expect(codes).toEqual([1, 2, 3, 4]);
  expect(identificationQuestion(1, 0).pdu[0]).toBe(43);
});

test("a question of another size at the same place, also at the end of the address space", () => {
  for (const [question, pdu] of [
    [readQuestion(1, "holding", 7, 10), "03 00 07 00 01"],
    [readQuestion(1, "holding", 7, 1), "03 00 07 00 02"],
    [readQuestion(1, "holding", 0xffff, 1), "03 FF FE 00 02"],
    [readQuestion(1, "coil", 7, 10), "01 00 07 00 01"],
    [readQuestion(1, "coil", 0xffff, 1), "01 FF F7 00 09"],
  ] as const) {
    const other = unlike(question);
    expect(other?.pdu).toEqual(hex(pdu));
    expect(other?.bytes).not.toBe(question.bytes);
  }
  expect(unlike(identificationQuestion(1, 0))).toBeUndefined();
});
