// Every statement of Sparkplug 3.0 that concerns an edge node is proven by a test, and the table in
// docs/sparkplug-edge.md says by which. `npx vitest -u` writes it anew.
import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

type Statement = {
  readonly id: string;
  /** In our words. */
  readonly says: string;
  readonly applies: "edge" | "host" | "broker" | "not-applicable";
  readonly reason?: string;
};
type Proof = { readonly file: string; readonly title: string };

const root = fileURLToPath(new URL("../..", import.meta.url));
const statements: readonly Statement[] = JSON.parse(
  readFileSync(new URL("sparkplug-statements.json", import.meta.url), "utf8"),
);

/** By id, from the sources: `proves([ids], "title", …)`. */
function proofs(): Map<string, Proof[]> {
  const found = new Map<string, Proof[]>();
  const files = globSync("{contracts,gateway,ingest,test}/**/*.test.ts", { cwd: root });
  for (const file of files.toSorted()) {
    const source = readFileSync(new URL(file, `file://${root}/`), "utf8");
    for (const [, ids = "", title = ""] of source.matchAll(
      /\bproves\(\s*\[([^\]]*)\],\s*"((?:[^"\\]|\\.)*)"/g,
    )) {
      for (const [, id = ""] of ids.matchAll(/"([^"]+)"/g)) {
        found.set(id, [...(found.get(id) ?? []), { file, title }]);
      }
    }
  }
  return found;
}

const proven = proofs();
const edge = statements.filter(({ applies }) => applies === "edge");

test("the list is that of Sparkplug 3.0: 299 statements, each once, in its words of ours", () => {
  expect(statements).toHaveLength(299);
  expect(new Set(statements.map(({ id }) => id)).size).toBe(299);
  for (const { says, applies, reason } of statements) {
    expect(says.length).toBeLessThan(120);
    expect(reason === undefined).toBe(applies !== "not-applicable");
  }
});

test("every statement about an edge node has a test", () => {
  expect(edge.map(({ id }) => id).filter((id) => !proven.has(id))).toEqual([]);
});

test("no test names a statement that does not exist or does not concern an edge node", () => {
  const known = new Set(edge.map(({ id }) => id));
  expect([...proven.keys()].filter((id) => !known.has(id))).toEqual([]);
});

const sections: readonly (readonly [string, RegExp])[] = [
  ["Ids and topics · 编号与主题", /^(intro|topic-structure|case-sensitivity)/],
  ["Messages · 消息", /^topics-/],
  ["Principles and sessions · 原则与会话", /^(principles|message-flow)/],
  ["Operation · 运行", /^operational/],
  ["Payloads · 载荷", /^payloads/],
];

function document(): string {
  const lines = [
    "# Sparkplug 3.0 edge node, statement by statement",
    "",
    "**中文摘要。** 网关作为 Sparkplug B 3.0 边缘节点,规范中涉及边缘节点与设备的每一条要求都列在下面,并写明由哪个测试证明。",
    "本页由 `test/contract/sparkplug-edge-table.test.ts` 根据测试本身生成;缺测试或写错编号,测试就不通过。",
    "",
    "Ids are those of the specification, each with the prefix `tck-id-`; the wording is ours and short: the specification",
    "(sparkplug.eclipse.org) is what counts. Generated from the tests, which `npm test` runs; a statement without a test, or a",
    "test of an unknown statement, fails.",
    "",
    `${statements.length} statements: ${edge.length} concern the edge node, all proven; ${count("host")} concern hosts, ${count("broker")} MQTT servers; ${count("not-applicable")} do not apply.`,
  ];
  for (const [title, pattern] of sections) {
    lines.push("", `## ${title}`, "", "| tck-id- | says | proven by |", "|---|---|---|");
    for (const { id, says } of edge.filter(({ id }) => pattern.test(id))) {
      const by = (proven.get(id) ?? []).map(({ file, title }) => `\`${file}\`: ${title}`);
      lines.push(`| \`${id}\` | ${says} | ${by.join("<br>")} |`);
    }
  }
  lines.push("", "## Does not apply · 不适用", "", "| tck-id- | says | why not |", "|---|---|---|");
  for (const { id, says, reason } of statements) {
    if (reason !== undefined) lines.push(`| \`${id}\` | ${says} | ${reason} |`);
  }
  lines.push("", "## Of hosts and servers · 主机与服务器", "");
  for (const { id, applies } of statements) {
    if (applies === "host" || applies === "broker") lines.push(`- \`${id}\` (${applies})`);
  }
  return `${lines.join("\n")}\n`;
}

function count(applies: Statement["applies"]): number {
  return statements.filter((statement) => statement.applies === applies).length;
}

test("docs/sparkplug-edge.md is what the tests say", async () => {
  expect(sections.flatMap(([, p]) => edge.filter(({ id }) => p.test(id)))).toHaveLength(
    edge.length,
  );
  await expect(document()).toMatchFileSnapshot("../../docs/sparkplug-edge.md");
});
