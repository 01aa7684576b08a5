import { expect, test } from "vitest";
import { insertEquipment } from "./insert-equipment.ts";

const added = "equipment:\n  # sure\n  - id: new\n    unit: 3\n    scanGroups:\n      - id: s\n";

test("new equipment stands behind the last, and every other letter stays", () => {
  const before = `# head
equipment:
  - { id: a, unit: 1 } # why

  - id: b
    signals:
      - { id: s } # its note
`;
  const after = `
# of the broker
broker: {   url: "x" }
`;
  const { text, line, lines } = insertEquipment(before + after, added);
  expect(text).toBe(`${before}  # sure
  - id: new
    unit: 3
    scanGroups:
      - id: s
${after}`);
  expect([line, lines]).toEqual([8, 5]);
});

test.each([
  [
    "without an indent",
    "equipment:\n- id: a\n  unit: 1\nbroker: {}\n",
    "- id: a\n  unit: 1\n# sure\n- id: new\n  unit: 3\n",
  ],
  [
    "behind one in braces",
    "equipment:\n  - { id: a } # note\nbroker: {}\n",
    "{ id: a } # note\n  # sure\n  - id: new\n",
  ],
  [
    "at the end without a line break",
    "equipment:\n    - id: a",
    "    - id: a\n    # sure\n    - id: new\n      unit: 3\n",
  ],
  [
    "at the end in braces without a line break",
    "equipment:\n  - { id: a }",
    "  - { id: a }\n  # sure\n  - id: new\n",
  ],
  [
    "with a comment behind the last",
    "equipment:\n  - id: a\n    unit: 1 # one\n  # more to come\nx: 1\n",
    "unit: 1 # one\n",
  ],
])("layouts: %s", (_name, before, piece) => {
  const { text } = insertEquipment(before, added);
  expect(text).toContain(piece);
  expect(
    text.replaceAll(/^ *(# sure|- id: new|unit: 3|scanGroups:|- id: s)\n/gm, "").trimEnd(),
  ).toBe(before.trimEnd());
});

test("several are put in at once, with their own depth", () => {
  const two = "equipment:\n- id: n1\n  unit: 1\n- id: n2\n";
  expect(insertEquipment("equipment:\n    - id: a\n", two).text).toBe(
    "equipment:\n    - id: a\n    - id: n1\n      unit: 1\n    - id: n2\n",
  );
});

test.each([
  ["a list in brackets", "equipment: [{ id: a }]\n"],
  ["no list", "equipment: {}\n"],
  ["an empty list", "equipment: []\n"],
  ["no equipment", "broker: {}\n"],
  ["no YAML", "equipment: [\n"],
])("where there is no place for it, that is said: %s", (_name, text) => {
  expect(() => insertEquipment(text, added)).toThrow(
    expect.objectContaining({ code: "GATEWAY_CONFIG_NO_PLACE" }),
  );
});

test("what is no equipment is not put in", () => {
  expect(() => insertEquipment("equipment:\n  - id: a\n", "signals:\n  - id: x\n")).toThrow(
    expect.objectContaining({ code: "GATEWAY_CONFIG_NO_PLACE" }),
  );
});
