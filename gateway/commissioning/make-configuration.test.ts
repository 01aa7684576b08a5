import { expect, test } from "vitest";
import { parseGatewayConfig } from "../config/config.ts";
import { templates } from "../templates/registry.ts";
import { type Answers, makeConfiguration } from "./make-configuration.ts";

const nothing = { file: "gateway.yaml", env: {}, readFile: () => "secret" };
const modbus: Answers = {
  site: "wenan-01",
  gateway: "gw1",
  broker: "mqtts://broker.example.com:8883",
  data: "/var/lib/lineproof",
  connection: "modbus-tcp:192.168.10.20:502",
  equipment: [{ unit: 1 }],
};

const plain = [...templates.values()].filter(({ parameters }) => parameters === undefined);

test.each(plain.map(({ id, protocol }) => [id, protocol] as const))(
  "a configuration with template %s (%s) is valid as it is made",
  (template, protocol) => {
    const answers: Answers =
      protocol === "modbus"
        ? { ...modbus, equipment: [{ template, unit: 3 }] }
        : {
            ...modbus,
            connection: "opc.tcp://192.168.10.30:4840",
            mode: "SignAndEncrypt",
            policy: "Basic256Sha256",
            trust: "trust",
            equipment: [{ template, root: "i=85" }],
          };
    const config = parseGatewayConfig(
      "x",
      makeConfiguration(answers, nothing),
      {},
      nothing.readFile,
    );
    expect(config.equipment).toMatchObject([{ template }]);
    expect(config.gateway.data).toBe("/var/lib/lineproof");
  },
);

test("credentials are references, and text that YAML would take for something else is quoted", () => {
  const text = makeConfiguration(
    { ...modbus, site: "007", username: "yes", passwordFile: "mqtt-secret", primaryHost: "off" },
    nothing,
  );
  expect(text).toContain("password: { fromFile: mqtt-secret }");
  const { gateway, broker } = parseGatewayConfig("x", text, {}, nothing.readFile);
  expect(gateway.site).toBe("007");
  expect(broker).toMatchObject({ username: "yes", password: "secret", primaryHost: "off" });
});

test("wrong answers are told all at once, and nothing is made", () => {
  const wrong = {
    ...modbus,
    site: "a b",
    gateway: "x/y",
    equipment: [{ template: "sdm630", unit: 400 }],
  };
  expect(() => makeConfiguration(wrong, nothing)).toThrow(
    expect.objectContaining({
      code: "GATEWAY_ANSWERS_INVALID",
      message: expect.stringMatching(/gateway\.id[\s\S]*gateway\.site[\s\S]*unit/),
    }),
  );
});

test("one that joins by a code is made before it is enrolled, and takes equipment at its end", () => {
  const text = makeConfiguration({ ...modbus, broker: "enrolled" }, nothing);
  const more = `${text}  - id: second
    connection: line
    unit: 2
    template: e5cc
    scanGroups: [{ id: second, intervalMs: 1000 }]
`;
  const { broker, equipment } = parseGatewayConfig("x", more, {}, nothing.readFile, "later");
  expect(broker.servers).toEqual([]);
  expect(equipment.map(({ id }) => id)).toEqual(["equipment-1", "second"]);
});
