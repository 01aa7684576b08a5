// A running gateway as lines of at most 80 columns: its head, its equipment, and the signals of one of them. Pure.

import type { DeviceState, EquipmentStatus, GatewayStatus, SignalStatus } from "#gateway/status.ts";
import { statusWords } from "#gateway/status-words.ts";
import { columnsOf, shorten } from "../terminal-text.ts";

const states: Readonly<Record<DeviceState, string>> = {
  up: "在线 up",
  degraded: "部分 degraded",
  down: "离线 down",
  quarantined: "搁置 quarantined",
  unknown: "未知 unknown",
};

export function headLines({ gateway, site, edge, poll }: GatewayStatus, now: number): string[] {
  const time = new Date(now).toISOString().slice(11, 19);
  const link = edge.connected ? "已连中心 connected" : "未连中心 not connected";
  const open = poll.connections.filter(({ state }) => state === "open").length;
  const lines = [
    `网关 ${gateway} @ ${site}  ${time} UTC  ${link}`,
    `待确认 pending ${edge.pending}  丢弃 dropped ${edge.dropped}  连接 connections ${open}/${poll.connections.length}`,
  ];
  if (edge.lastError !== null && !edge.connected) lines.push(`! ${edge.lastError.code}`);
  for (const { id, state, lastError } of poll.connections) {
    if (state !== "open" && lastError !== null) lines.push(`! ${id}: ${lastError}`);
  }
  return lines.map((line) => shorten(line, 80));
}

/** @param selected marked with ▶. @param room lines that the table may have. */
export function equipmentTable(
  equipment: readonly EquipmentStatus[],
  now: number,
  selected: string | undefined,
  room: number,
): string[] {
  const head = row(["", "设备 equipment", "状态 state", "好值", "原因 reason"]);
  const at = Math.max(
    0,
    equipment.findIndex(({ id }) => id === selected),
  );
  const fit = Math.max(1, room - 1);
  const first = Math.min(Math.max(0, at - fit + 1), Math.max(0, equipment.length - fit));
  const shown = equipment.slice(first, first + fit);
  return [
    head,
    ...shown.map(({ id, state, reason, lastGoodAt }) =>
      row([id === selected ? "▶" : "", id, states[state], ageOf(lastGoodAt, now), reason]),
    ),
  ];
}

const widths = [2, 22, 17, 9, 30] as const;

function row(cells: readonly string[]): string {
  return cells
    .map((cell, i) => fixed(cell, widths[i] ?? 10))
    .join("")
    .trimEnd();
}

/** @param skip signals above the first shown. */
export function signalTable(
  signals: readonly SignalStatus[],
  now: number,
  skip: number,
  room: number,
): string[] {
  const fit = Math.max(1, room - 1);
  const shown = signals.slice(skip, skip + fit);
  const lines = shown.map(({ id, value, status, lastGoodAt, quarantined }) => {
    const quality = status === null ? "未读" : statusWords(status).said;
    // The column holds one language; --json and check have both.
    const words = `${quarantined ? "搁置:" : ""}${quality.split(" · ")[0]}`;
    return `  ${fixed(id, 28)}${fixed(shownValue(value), 16, true)}  ${fixed(ageOf(lastGoodAt, now), 9)}${shorten(words, 23)}`.trimEnd();
  });
  const rest = signals.length - skip - shown.length;
  const more = rest > 0 ? `,还有 ${rest} 个 more` : "";
  return [`信号 signals ${skip + 1}–${skip + shown.length}/${signals.length}${more}`, ...lines];
}

/** Age of the last good value; 从未: never. */
export function ageOf(at: number | null, now: number): string {
  if (at === null) return "从未";
  const seconds = Math.max(0, (now - at) / 1000);
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800
    ? `${Math.round(seconds / 3600)} h`
    : `${Math.round(seconds / 86_400)} d`;
}

function shownValue(value: SignalStatus["value"]): string {
  if (value === null) return "—";
  if (typeof value !== "number") return String(value).replace(/\s+/g, " ");
  return String(Number(value.toPrecision(7)));
}

function fixed(text: string, width: number, right = false): string {
  const cut = shorten(text, width - (right ? 0 : 1));
  const room = " ".repeat(width - columnsOf(cut));
  return right ? room + cut : cut + room;
}
