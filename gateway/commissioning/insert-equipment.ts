// Further equipment put into the text of a configuration behind that it has: whatever else a person wrote there, with
// its comments and its layout, stays letter by letter. Pure.
import { isMap, isSeq, parseDocument, type YAMLSeq } from "yaml";
import { GatewayError } from "../errors.ts";

export type InsertedEquipment = {
  readonly text: string;
  /** Lines that were added: the first, from 1, and how many. */
  readonly line: number;
  readonly lines: number;
};

/** @param equipment `equipment:` with a list below. Throws GATEWAY_CONFIG_NO_PLACE. */
export function insertEquipment(text: string, equipment: string): InsertedEquipment {
  const list = listOf(text);
  const added = itemLines(equipment);
  if (list === undefined || added === undefined) throw noPlace();
  const { indent, end } = list;
  const block = added.map((line) => (line === "" ? line : `${indent}${line}`));
  const before = text.slice(0, end).replace(/\n*$/, "\n");
  const after = text.slice(end);
  return {
    text: `${before}${block.join("\n")}\n${after}`,
    line: before.split("\n").length,
    lines: block.length,
  };
}

/** Where the items of `equipment:` stand, and where the last of them ends: behind its own line, before what follows. */
function listOf(text: string): { readonly indent: string; readonly end: number } | undefined {
  const items = equipmentOf(text);
  const first = items?.items[0];
  const last = items?.items.at(-1);
  const begin = rangeOf(first)?.[0];
  const valueEnd = rangeOf(last)?.[1];
  if (items === undefined || begin === undefined || valueEnd === undefined) return undefined;
  const lineStart = text.lastIndexOf("\n", begin - 1) + 1;
  const indent = /^( *)- /.exec(text.slice(lineStart, begin))?.[1];
  if (indent === undefined) return undefined;
  // The range of a block ends behind the line break of its last line; of one in braces before it.
  const at = text[valueEnd - 1] === "\n" ? valueEnd : lineEnd(text, valueEnd);
  return { indent, end: at };
}

function lineEnd(text: string, from: number): number {
  const at = text.indexOf("\n", from);
  return at < 0 ? text.length : at + 1;
}

function equipmentOf(text: string): YAMLSeq | undefined {
  const document = parseDocument(text, { prettyErrors: false });
  if (document.errors.length > 0 || !isMap(document.contents)) return undefined;
  const list = document.contents.get("equipment", true);
  return isSeq(list) && list.flow !== true && list.items.length > 0 ? list : undefined;
}

/** The items' lines with the dash in the first column; undefined: there are none. */
function itemLines(equipment: string): readonly string[] | undefined {
  if (equipmentOf(equipment) === undefined) return undefined;
  const lines = equipment.replace(/\s*$/, "").split("\n").slice(1);
  const width = lines.find((line) => /^ *- /.test(line))?.search(/\S/) ?? 0;
  return lines.map((line) => line.slice(Math.min(width, line.search(/\S|$/))));
}

function rangeOf(node: unknown): readonly number[] | undefined {
  const range = typeof node === "object" && node !== null && "range" in node ? node.range : null;
  return Array.isArray(range) ? range : undefined;
}

function noPlace(): GatewayError {
  return new GatewayError(
    "GATEWAY_CONFIG_NO_PLACE",
    "配置里的 equipment 不是一行一项(- id: …)的清单,放不进去:请手工粘贴 · equipment is not a list with an item a line (- id: …): paste it by hand",
  );
}
