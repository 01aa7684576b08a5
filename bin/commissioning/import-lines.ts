// How a signal list was understood, as lines of at most 80 columns.
import type { SignalList } from "#gateway/signal-list/read-signal-list.ts";
import { columnsOf, shorten, wrap } from "../terminal-text.ts";

export function importLines(file: string, { signals, problems, notes }: SignalList): string[] {
  const lines = notes.flatMap((note) => wrap("· ", note));
  for (const { line, id, station, address, explained, unit } of signals) {
    const name = shorten(`${station === undefined ? "" : `${station}/`}${id}`, 24);
    const room = " ".repeat(24 - columnsOf(name));
    const symbol = unit === undefined ? "" : `  ${unit}`;
    lines.push(shorten(`✓ ${String(line).padStart(4)} ${name}${room} ${address}${symbol}`, 80));
    if (explained !== "") lines.push(...wrap("       ", explained));
  }
  for (const { cell, message } of problems) {
    lines.push(...wrap(`✗ ${cell.padStart(4)} `, message));
  }
  lines.push(
    "",
    ...wrap(
      "",
      `${file}: 读懂 ${signals.length} 个信号,${problems.length} 处问题 · ${signals.length} signals understood, ${problems.length} problems`,
    ),
  );
  if (problems.length > 0) {
    lines.push(...wrap("", "先改好点表再采用 · mend the list before using it"));
  }
  return lines;
}
