// Nodes of an OPC UA server → signals of a configuration. Pure.
import { stringify } from "yaml";
import type { Value } from "#contracts/value.ts";
import type { BrowsedNode } from "../driver.ts";

export type BrowsedSignal = {
  readonly id: string;
  readonly path: string;
  /** As parseAddress takes it. */
  readonly address: unknown;
  readonly unit?: string;
  readonly value?: Value;
};

/** Variables that can be signals, with ids of their own: as few of the last names of the path as tell them apart. */
export function signalsOfNodes(nodes: readonly BrowsedNode[]): readonly BrowsedSignal[] {
  const usable = nodes.filter(
    ({ address, kind }) => kind === "variable" && address !== undefined && !isServersOwn(address),
  );
  const names = usable.map(({ path }) => namesOf(path));
  const ids = uniqueIds(names);
  return usable.map(({ path, address, unit, value }, i) => ({
    id: ids[i] ?? path,
    path,
    address,
    ...(unit === undefined ? {} : { unit }),
    ...(value === undefined ? {} : { value }),
  }));
}

/** All of one last name are told apart in the same way: `saw.Speed` and `press.Speed`. */
function uniqueIds(names: readonly (readonly string[])[]): readonly string[] {
  const ids: string[] = [];
  const groups = Map.groupBy(names.keys(), (i) => names[i]?.at(-1) ?? "");
  for (const members of groups.values()) {
    const of = (count: number) => members.map((i) => names[i]?.slice(-count).join(".") ?? "");
    const longest = Math.max(...members.map((i) => names[i]?.length ?? 1));
    let count = 1;
    while (count < longest && new Set(of(count)).size < members.length) count += 1;
    const found = of(count);
    members.forEach((i, n) => {
      const earlier = found.slice(0, n).filter((id) => id === found[n]).length;
      ids[i] = earlier === 0 ? (found[n] ?? "") : `${found[n]}-${earlier + 1}`;
    });
  }
  return ids;
}

/** Nodes of namespace 0 are those of OPC UA itself: no machine's. */
function isServersOwn(address: unknown): boolean {
  if (typeof address !== "object" || address === null || !("node" in address)) return false;
  return /^i=\d+$/.test(String(address.node));
}

function namesOf(path: string): readonly string[] {
  return path
    .split(/(?<!&)\//)
    .map((step) =>
      step
        .replace(/^[A-Za-z][\w-]*:/, "")
        .replace(/&(.)/g, "$1")
        // What MQTT topics may not carry, and Siemens' own quotes.
        .replace(/["/+#\s]+/g, "_")
        .replace(/^_+|_+$/g, ""),
    )
    .filter((name) => name !== "");
}

/** A list to be pasted under an equipment's `signals:`. */
export function signalsYaml(signals: readonly BrowsedSignal[]): string {
  const lines = signals.map(({ id, address, unit, value, path }) => {
    const entry = stringify({ id, address }, { collectionStyle: "flow", lineWidth: 0 }).trimEnd();
    const said = [path, unit, value === undefined ? undefined : textOf(value)];
    const comment = said.filter((text) => text !== undefined && text !== "").join("  ");
    return `  - ${entry}   # ${comment.replace(/\s+/g, " ")}`;
  });
  return `signals:\n${lines.join("\n")}\n`;
}

/** For Excel: UTF-8 with a byte order mark. */
export function signalsCsv(signals: readonly BrowsedSignal[]): string {
  const rows = signals.map(({ id, address, unit, value, path }) =>
    [id, JSON.stringify(address), unit ?? "", value === undefined ? "" : textOf(value), path].map(
      cell,
    ),
  );
  const header = ["名称 Name", "地址 Address", "单位 Unit", "当前值 Value", "路径 Path"];
  return `\u{feff}${[header, ...rows].map((row) => row.join(",")).join("\r\n")}\r\n`;
}

function cell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function textOf(value: Value): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
  return String(value);
}
