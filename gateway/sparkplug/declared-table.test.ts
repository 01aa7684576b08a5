import { expect, test } from "vitest";
import { datatypes } from "#contracts/sparkplug-datatype.ts";
import { DeclaredTable } from "./declared-table.ts";
import { proving } from "./proves.ts";

const proves = proving(test);

const signal = (id: string) => ({ id, datatype: datatypes.Float, scanGroup: "fast" });
const make = (site: string, gatewayId: string, ...devices: string[]) =>
  new DeclaredTable(
    { site, gatewayId },
    devices.map((equipment) => ({ equipment, signals: [signal("a")] })),
  );
const refused = expect.objectContaining({ code: "GATEWAY_SPARKPLUG_ID" });

proves(
  [
    "intro-group-id-chars",
    "intro-edge-node-id-chars",
    "intro-device-id-chars",
    "intro-group-id-string",
    "intro-edge-node-id-string",
    "intro-device-id-string",
    "topic-structure-namespace-valid-group-id",
    "topic-structure-namespace-valid-edge-node-id",
    "topic-structure-namespace-valid-device-id",
  ],
  "ids are UTF-8 without + / # and NUL, or the gateway does not start",
  () => {
    expect(make("文安", "网关-1", "压机 1").equipment.get("压机 1")?.dataTopic).toBe(
      "spBv1.0/文安/DDATA/网关-1/压机 1",
    );
    for (const bad of ["a/b", "a+", "#", "a\u0000", "\ud800", ""]) {
      expect(() => make(bad, "g")).toThrow(refused);
      expect(() => make("s", bad)).toThrow(refused);
      expect(() => make("s", "g", bad)).toThrow(refused);
    }
  },
);

proves(
  [
    "topic-structure-namespace-unique-device-id",
    "case-sensitivity-sparkplug-ids",
    "case-sensitivity-metric-names",
  ],
  "devices of a node and signals of a device differ in more than case",
  () => {
    expect(() => make("s", "g", "press", "press")).toThrow(refused);
    expect(() => make("s", "g", "press", "Press")).toThrow(refused);
    const twice = [{ equipment: "e", signals: [signal("temp"), signal("Temp")] }];
    expect(() => new DeclaredTable({ site: "s", gatewayId: "g" }, twice)).toThrow(refused);
    expect(make("s", "g", "press", "saw").equipment.size).toBe(2);
  },
);
