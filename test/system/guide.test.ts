// The technician's guides followed literally: every block of commands is run as it stands there, in order, against
// simulated machines and a centre on loopback, and prints what the guide says it prints. Only the block with the
// site's own values is another. What needs root or systemd is not run here.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { stringify } from "yaml";
import { errorEntry } from "../../bin/error-guide/registry.ts";
import { siteLineModel } from "../contract/enrolment-fixture.ts";
import { freePort } from "../kit/free-port.ts";
import { type GuideBlock, guideBlocks, namesOfValues } from "../kit/guide-blocks.ts";
import { GuideShell } from "../kit/guide-shell.ts";
import { testWith } from "../kit/peers.ts";
import { startProcess } from "../kit/processes.ts";
import { temporaryFolder } from "../kit/temporary-folder.ts";

const guides = ["install-gateway", "commission-gateway", "replace-gateway"] as const;
const command = fileURLToPath(new URL("../../bin/lineproof.ts", import.meta.url));

function fileOf(guide: string, language: string): string {
  return fileURLToPath(new URL(`../../docs/guides/${guide}.${language}.md`, import.meta.url));
}

const blocksOf = (guide: string) => guideBlocks(fileOf(guide, "zh-CN"));

type Site = { readonly serve: string; readonly values: Readonly<Record<string, string>> };

/** Machines, a centre, and folders for a gateway that is not there yet. */
async function startSite(folder: string): Promise<Site> {
  const [modbus, opcua] = [await freePort(), await freePort()];
  const [mqtt, enrolment] = [await freePort(), await freePort()];
  const write = (name: string, content: unknown) => {
    writeFileSync(join(folder, name), stringify(content));
    return join(folder, name);
  };
  const plant = write("plant.yaml", {
    format: "lineproof/scenario/1",
    name: { zh: "手册的工厂", en: "the guide's plant" },
    seed: 1,
    plants: [
      { id: "hall", line: "press-hall", listen: { modbus: { port: modbus } } },
      {
        id: "cell",
        line: "furniture-cell",
        listen: { opcua: { port: opcua } },
        opcua: {
          securityModes: ["SignAndEncrypt"],
          securityPolicies: ["Basic256Sha256"],
          pki: "pki",
          acceptUnknownClients: true,
        },
      },
    ],
  });
  const model = JSON.stringify(siteLineModel("wenan-01"))
    .replaceAll("gw-1", "gw1")
    .replace('"simulated":true', '"simulated":false');
  writeFileSync(join(folder, "model.json"), model);
  const tls = { port: mqtt, enrolmentPort: enrolment, hosts: ["127.0.0.1"] };
  const serve = write("serve.yaml", {
    ingest: {
      data: "centre",
      broker: { embedded: { port: 0, tls } },
      sites: [{ lineModel: "model.json" }],
    },
    http: { port: 0 },
  });
  await Promise.all([
    startProcess("plant", ["simulate", "run", plant, "--data", join(folder, "plant")]),
    startProcess("centre", ["serve", serve]),
  ]);
  for (const each of ["etc", "var", "usb"]) mkdirSync(join(folder, each));
  writeFileSync(join(folder, "usb", "passphrase"), "twelve words or so\n", { mode: 0o600 });
  return {
    serve,
    values: {
      FOLDER: join(folder, "etc"),
      DATA: join(folder, "var"),
      SITE: "wenan-01",
      GATEWAY: "gw1",
      DEVICE: `127.0.0.1:${modbus}`,
      OPCUA: `opc.tcp://127.0.0.1:${opcua}`,
      CENTRE: `https://127.0.0.1:${enrolment}`,
      BACKUP: join(folder, "usb", "gw1.lpb"),
      PASSPHRASE: join(folder, "usb", "passphrase"),
      NEW: join(folder, "new"),
    },
  };
}

/** What the centre's administrator says on the telephone: a code, in place of the log that stands if there is one. */
function codeOf({ serve }: Site): string {
  const centre = (...args: string[]) =>
    execFileSync(process.execPath, [command, "enrolment", ...args], { encoding: "utf8" });
  const listed = centre("list", serve, "--json").trim();
  const log = listed === "" ? undefined : (JSON.parse(listed) as { readonly log: string }).log;
  const order = ["code", serve, "--site", "wenan-01", "--gateway", "gw1"];
  const said = centre(...order, ...(log === undefined ? [] : ["--replaces", log]));
  return /LP1(?:-[0-9A-Z]{5}){9}/.exec(said)?.[0] ?? said;
}

async function runShell(
  shell: GuideShell,
  block: GuideBlock,
  expected: string,
  site: Site,
): Promise<string | undefined> {
  const [word = ""] = block.words;
  if (word === "values") {
    const known: Record<string, string> = { ...site.values, CODE: codeOf(site) };
    const named = namesOfValues(block);
    shell.set(Object.fromEntries(named.map((name) => [name, known[name] ?? `no ${name}`])));
    return undefined;
  }
  if (word === "background") return shell.start(block, expected);
  if (word === "stop") await shell.stop();
  else if (word !== "" && !word.startsWith("exit=")) return undefined;
  return shell.run(block, expected);
}

/** What is wrong with one guide; nothing: it can be followed. */
async function follow(guide: string, shell: GuideShell, site: Site): Promise<readonly string[]> {
  const wrong: string[] = [];
  const blocks = blocksOf(guide);
  for (const [i, block] of blocks.entries()) {
    const { language, line, words, text } = block;
    if (language === "csv") shell.writeFile(words[0] ?? "", text);
    if (language === "yaml" && words.length > 0) shell.edit(block);
    if (language !== "sh") continue;
    const next = blocks[i + 1];
    const expected = next?.language === "text" ? next.text : "";
    const said = await runShell(shell, block, expected, site);
    if (said !== undefined) wrong.push(`${fileOf(guide, "zh-CN")}:${line}\n${text}${said}`);
  }
  return wrong;
}

testWith("openssl")(
  "every command of the guides does and says what stands there, from the first look to the replaced disk",
  async () => {
    const folder = temporaryFolder();
    const site = await startSite(folder);
    const shell = new GuideShell(folder, await freePort());
    for (const guide of guides) {
      const wrong = await follow(guide, shell, site);
      expect(wrong, wrong.join("\n\n")).toEqual([]);
    }
  },
  120_000,
);

test.each(guides)("every code that %s names is explained", (guide) => {
  const text =
    readFileSync(fileOf(guide, "zh-CN"), "utf8") + readFileSync(fileOf(guide, "en"), "utf8");
  const named = [...new Set(text.match(/\b(?:GATEWAY|BIN)_[A-Z]+(?:_[A-Z]+)*\b/g))];
  expect(named.filter((code) => errorEntry(code) === undefined)).toEqual([]);
});

/** Blocks that are run or compared; prose may differ. */
const literal = (guide: string, language: string) =>
  guideBlocks(fileOf(guide, language)).map(({ language, words, text }) => ({
    language,
    words,
    text,
  }));

test.each(guides)("%s has the same blocks in both languages", (guide) => {
  expect(literal(guide, "en")).toEqual(literal(guide, "zh-CN"));
});
