import { expect, test } from "vitest";
import { identityProperties } from "./identity-properties.ts";

test("only what devices said is taken, whatever stands in an id of equipment", () => {
  const properties = [
    ["config.sha256", "00"],
    ["connection.plc.identity.serial", "of a connection"],
    ["equipment.a.identity.serial", "S-1"],
    ["equipment.a.template", "sdm630"],
    ["equipment.a.b.identity.c.identity.firmware", "1.2"],
    ["equipment..identity.serial", "no equipment"],
    ["equipment.press 1.identity.", "no key"],
    ["equipment.压机.identity.serial", ""],
  ] as const;
  expect(identityProperties({ kind: "identity", gatewayTime: 1, properties })).toEqual([
    { equipment: "a", key: "serial", value: "S-1" },
    { equipment: "a.b.identity.c", key: "firmware", value: "1.2" },
    { equipment: "压机", key: "serial", value: "" },
  ]);
});
