// The catalogue of the shipped templates as a page: docs/template-catalogue.md.
import type { Template } from "./template.ts";

const head = `# 模板目录 · Template catalogue

由 \`gateway/templates/\` 生成,改了模板须重新生成 · Generated from \`gateway/templates/\`; a test keeps it true:
\`npx vitest run -u test/contract/template-catalogue.test.ts\`.

- **核对 · verified** ✓:地址取自真机或原厂资料本身;空白:经二手资料或回忆,首台须与仪表显示逐项比对。
  ✓: the addresses are from a device or from the maker's or standard's own document. Blank: second hand or recalled;
  compare every value with the display of the first machine.
- **信号 · signals**:读取 + 网关内计算 · read + computed in the gateway (\`gateway/derive/\`).
- 模板只读:变频器模板不含任何命令寄存器 · Templates only read: those of drives contain no command register.
- 没有收录 · not here: DL/T 645-2007 与宇电 AIBUS 不是 Modbus,须另有驱动 · both are other protocols and need drivers.
`;

export function templateCatalogue(templates: Iterable<Template>): string {
  const sorted = [...templates].sort((a, b) => (a.id < b.id ? -1 : 1));
  const rows = sorted.map((template) => `| ${cellsOf(template).map(escaped).join(" | ")} |`);
  const verified = sorted.filter((template) => template.verified).length;
  return [
    head,
    `${sorted.length} 个模板,${verified} 个已核对 · ${sorted.length} templates, ${verified} verified.`,
    "",
    "| 模板 · template | 产品 · product | 协议 · protocol | 信号 · signals | 核对 · verified | 出处 · source | 注意 · note |",
    "|---|---|---|---|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}

function cellsOf(template: Template): string[] {
  const { id, name, protocol, signals, derived = [], verified, source, note } = template;
  const parameters = Object.keys(template.parameters ?? {});
  return [
    `\`${id}\`${parameters.length > 0 ? ` (${parameters.join(", ")})` : ""}`,
    `${name.zh} · ${name.en}`,
    protocol,
    derived.length > 0 ? `${signals.length} + ${derived.length}` : `${signals.length}`,
    verified ? "✓" : "",
    source,
    note === undefined ? "" : `${note.zh} · ${note.en}`,
  ];
}

function escaped(cell: string): string {
  return cell.replaceAll("|", "\\|");
}
