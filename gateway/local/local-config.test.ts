import { expect, test } from "vitest";
import { parseGatewayConfig } from "../config/config.ts";

const text = (local: string) => `gateway: { id: g, site: s, data: data }
broker: { url: "mqtt://127.0.0.1:1883" }
${local}
connections: [{ id: a, driver: modbus-tcp, endpoint: { host: 10.0.0.1 } }]
equipment: [{ id: m, connection: a, unit: 1, template: sdm630, scanGroups: [{ id: f, intervalMs: 500 }] }]
`;
const parsed = (local: string) => parseGatewayConfig("/x/gw.yaml", text(local), {}).local;

test("the local server is on at its own port of the loopback interface unless the file says otherwise", () => {
  expect(parsed("")).toEqual({ enabled: true, port: 7411, host: "127.0.0.1" });
  expect(parsed("local: false")).toMatchObject({ enabled: false });
  expect(parsed("local: { port: 0 }")).toEqual({ enabled: true, port: 0, host: "127.0.0.1" });
  expect(parsed("local: { host: '::1' }")).toMatchObject({ host: "::1" });
});

test.each(["0.0.0.0", "192.168.1.5", "factory.example"])(
  "it is never served to others: %s",
  (host) => {
    expect(() => parsed(`local: { host: "${host}" }`)).toThrow(
      expect.objectContaining({
        code: "GATEWAY_CONFIG_INVALID",
        message: expect.stringMatching(/gw\.yaml:3: local\.host: .*loopback only/),
      }),
    );
  },
);

test("unknown keys and wrong types are told at their place", () => {
  expect(() => parsed("local: { prot: 1 }")).toThrow(/gw\.yaml:3: local\.prot: .*unknown key/);
  expect(() => parsed("local: yes please")).toThrow(/local: .*一组键/);
});
