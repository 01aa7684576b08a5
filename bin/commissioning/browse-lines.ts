// The nodes of a server as lines of at most 80 columns: name, type, value and unit, below the path of what they are in.
import { textOf } from "#gateway/commissioning/browsed-signals.ts";
import type { BrowsedNode } from "#gateway/driver.ts";
import { columnsOf, shorten, wrap } from "../terminal-text.ts";

const nameWidth = 40;

/** A stroke in a name stands behind `&`. */
const stroke = /(?<!&)\//;

/**
 * Lays nodes out as they come, breadth first: those of one folder follow each other. Paths are told whole, so that
 * the next browse can begin at one.
 */
export function browsedLines(from?: string): (node: BrowsedNode) => readonly string[] {
  let before = "";
  return (node) => {
    const folder = node.path.split(stroke).slice(0, -1).join("/");
    const path = [from, folder].filter(Boolean).join("/");
    const heading = folder === before ? [] : ["", ...wrap("", `${path}:`)];
    before = folder;
    return [...heading, lineOf(node)];
  };
}

function lineOf({ name, kind, address, value, unit, refused }: BrowsedNode): string {
  const lead = `  ${kind === "folder" ? "▸ " : ""}${name}`;
  const cut = shorten(lead, nameWidth);
  if (kind === "folder") return cut;
  const room = " ".repeat(nameWidth - columnsOf(cut));
  if (refused !== undefined) return shorten(`${cut}${room}  — ${refused}`, 80);
  const type = typeOf(address).padEnd(9);
  const text = value === undefined ? "" : textOf(value).replace(/\s+/g, " ");
  return shorten(`${cut}${room}  ${type} ${text} ${unit ?? ""}`, 80).trimEnd();
}

function typeOf(address: unknown): string {
  if (typeof address !== "object" || address === null || !("type" in address)) return "";
  return String(address.type);
}
