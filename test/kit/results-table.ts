// Dated tables of long tests, kept in docs/results so that a claim can be looked up.
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../../docs/results", import.meta.url));

export function writeResults(
  name: string,
  title: string,
  columns: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): void {
  const row = (cells: readonly (string | number)[]) => `| ${cells.join(" | ")} |`;
  const text = [
    `# ${title}`,
    "",
    `${new Date().toISOString().slice(0, 10)}, ${cpus()[0]?.model.trim() ?? "unknown CPU"}, ${cpus().length} cores, Node ${process.version}.`,
    "Written by `npm run test:long`.",
    "",
    row(columns),
    row(columns.map(() => "---")),
    ...rows.map(row),
    "",
  ].join("\n");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.md`), text);
}
