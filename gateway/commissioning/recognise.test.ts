import { expect, test } from "vitest";
import type { BrowsedNode } from "../driver.ts";
import { parseOpcUaAddress } from "../drivers/opcua/address.ts";
import { signalsCsv, signalsOfNodes, signalsYaml } from "./browsed-signals.ts";
import { foundYaml } from "./found-yaml.ts";
import { type Observation, rankRecognitions } from "./recognise.ts";
import type { ScannedDevice } from "./scan-connection.ts";

const seen = (template: string, more: Partial<Observation>): Observation => ({
  template,
  vendor: "V",
  model: template.toUpperCase(),
  probe: true,
  fitting: 6,
  sampled: 6,
  ...more,
});

test("what a device says of itself counts most, then how much fits; what does not fit is not named", () => {
  const observations = [
    seen("poor", { fitting: 2 }),
    seen("both", { fitting: 1 }),
    seen("full", {}),
    seen("other", { probe: false }),
    seen("named", { probe: false, fitting: 0, sampled: 0 }),
  ];
  const ranked = rankRecognitions(observations, [["product", "BOTH, or NAMED-3"]]);
  expect(ranked.map(({ template, confidence }) => [template, confidence])).toEqual([
    ["both", "sure"],
    ["named", "likely"],
    ["full", "likely"],
    ["poor", "possible"],
  ]);
  expect(rankRecognitions([seen("x", { probe: false })], [])).toEqual([]);
});

const scanned = (unit: number, confidence: "sure" | "possible"): ScannedDevice => ({
  connection: "line",
  shared: { unit },
  said: [],
  evidence: "",
  recognitions: [{ template: "lc108", confidence, why: "w" }],
  equipment: { id: `lc108-${unit}`, connection: "line", template: "lc108", scanGroups: [] },
});

test("what one reading alone speaks for is shown, and stands in no configuration", () => {
  expect(foundYaml([scanned(1, "possible"), scanned(2, "sure")])).not.toContain("lc108-1");
  expect(foundYaml([scanned(1, "possible"), scanned(2, "sure")])).toContain("lc108-2");
  expect(foundYaml([scanned(1, "possible")])).toBe("");
  const [alone] = rankRecognitions([seen("lc108", { fitting: 0, sampled: 0 })], []);
  expect(alone).toMatchObject({ confidence: "possible" });
  expect(alone?.why).toContain("nothing else to compare");
});

test("a model of two letters in somebody's name proves nothing", () => {
  expect(rankRecognitions([seen("lc", { probe: false })], [["maker", "LC Electric"]])).toEqual([]);
});

const node = (path: string, address: unknown, more: Partial<BrowsedNode> = {}): BrowsedNode => ({
  path,
  name: path,
  kind: "variable",
  address,
  ...more,
});

test("browsed variables become signals with ids of their own, as short as they can be", () => {
  const signals = signalsOfNodes([
    node(
      'plc:DB&/1/plc:"Oil temp"',
      { node: "nsu=urn:x;s=1", type: "Float" },
      { value: 55.5, unit: "CEL" },
    ),
    node("plc:Saw/plc:Speed", { node: "nsu=urn:x;s=2", type: "Float" }),
    node("plc:Press/plc:Speed", { node: "nsu=urn:x;s=3", type: "Float" }),
    node("plc:Speed", { node: "nsu=urn:x;s=4", type: "Float" }),
    node("plc:Folder", undefined, { kind: "folder" }),
    node("plc:Array", undefined, { refused: "array" }),
    node("LastChange", { node: "i=32853", type: "UInt32" }),
  ]);
  expect(signals.map(({ id }) => id)).toEqual(["Oil_temp", "Saw.Speed", "Press.Speed", "Speed"]);
  const yaml = signalsYaml(signals);
  expect(yaml).toContain("# plc:DB&/1");
  for (const { address } of signals) parseOpcUaAddress(address);
  expect(signalsCsv(signals).split("\r\n")[1]).toBe(
    'Oil_temp,"{""node"":""nsu=urn:x;s=1"",""type"":""Float""}",CEL,55.5,"plc:DB&/1/plc:""Oil temp"""',
  );
});
