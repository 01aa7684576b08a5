import { expect, test } from "vitest";
import { errorCode } from "#contracts/errors.ts";
import { parseIngestConfig } from "./config.ts";

const sources = {
  env: { GW_PASSWORD: "from-env" },
  readText: (path: string) => {
    if (path === "/etc/lineproof/secret") return "from-file\n";
    throw new Error("ENOENT");
  },
};

const good = `
data: ./data
broker:
  embedded:
    credentials:
      - { username: a, password: { fromEnv: GW_PASSWORD }, site: s, gateway: g1 }
      - { username: b, password: { fromFile: secret }, site: s, gateway: g2 }
sites:
  - lineModel: models/s.yaml
`;

function problemsOf(text: string): string {
  try {
    parseIngestConfig("/etc/lineproof/ingest.yaml", text, sources);
  } catch (error) {
    expect(errorCode(error)).toBe("INGEST_CONFIG_INVALID");
    return (error as Error).message;
  }
  throw new Error("the configuration was accepted");
}

test("paths are taken from the file's folder, secrets from where they are, the rest by default", () => {
  expect(parseIngestConfig("/etc/lineproof/ingest.yaml", good, sources)).toEqual({
    data: "/etc/lineproof/data",
    hostId: "lineproof",
    broker: {
      kind: "embedded",
      host: "127.0.0.1",
      port: 1883,
      credentials: [
        {
          username: "a",
          secret: { kind: "plain", text: "from-env" },
          principal: { kind: "gateway", site: "s", gateway: "g1" },
        },
        {
          username: "b",
          secret: { kind: "plain", text: "from-file" },
          principal: { kind: "gateway", site: "s", gateway: "g2" },
        },
      ],
    },
    sites: [{ lineModel: "/etc/lineproof/models/s.yaml" }],
    journal: { fsyncMs: 50, segmentBytes: 64 * 1024 * 1024 },
  });
});

test("all problems of the shape are told at once with their paths", () => {
  const told = problemsOf(`
data: ./data
colour: red
broker: { external: { url: "mqtts://broker:8883" } }
sites: []
journal: { fsyncMs: 500 }
`);
  for (const path of ["colour", "sites", "journal.fsyncMs"]) expect(told).toContain(path);
});

test("all unresolved references are told at once", () => {
  const told = problemsOf(good.replace("GW_PASSWORD", "NOT_SET").replace("secret }", "nowhere }"));
  expect(told).toContain("broker.embedded.credentials[0].password.fromEnv");
  expect(told).toContain("NOT_SET");
  expect(told).toContain("broker.embedded.credentials[1].password.fromFile");
});

test.each([
  ["plaintext off loopback", 'external: { url: "mqtt://192.168.1.9:1883" }', "mqtts"],
  ["credentials in the address", 'external: { url: "mqtts://u:p@broker" }', "mqtts"],
  [
    "an embedded broker on the network",
    "embedded: { host: 0.0.0.0, credentials: [] }",
    "127.0.0.1",
  ],
])("%s is refused with the mend", (_what, broker, mend) => {
  const told = problemsOf(`data: d\nbroker: { ${broker} }\nsites: [{ lineModel: m }]\n`);
  expect(told).toContain("broker");
  expect(told).toContain(mend);
});

test("a password in the file is refused", () => {
  const told = problemsOf(good.replace("{ fromEnv: GW_PASSWORD }", "hunter2"));
  expect(told).toContain("broker");
  expect(told).not.toContain("hunter2");
});

test("two gateways with one user name are refused", () => {
  expect(problemsOf(good.replace("username: b", "username: a"))).toContain(
    "broker.embedded.credentials[1].username",
  );
});

test.each(["site: s", "gateway: g1"])(
  "a space in %s is refused, because the log's key is named after it",
  (place) => {
    const told = problemsOf(good.replace(place, place.replace(/: (.*)/, ': "$1 x"')));
    expect(told).toContain("broker");
    expect(told).toContain("C2SP");
  },
);

test("text that is no YAML names its line", () => {
  expect(problemsOf("data: [1\nbroker: }")).toContain("line 2");
});
