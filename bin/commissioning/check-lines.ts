// A check as lines of at most 80 columns.
import type { CheckReport, EquipmentCheck } from "#gateway/commissioning/check-gateway.ts";
import type { SignalCheck } from "#gateway/commissioning/check-signal.ts";
import { symbolOfUnit } from "#gateway/signal-list/unit-codes.ts";
import { columnsOf, shorten, wrap } from "../terminal-text.ts";

/** Decodings shown beside a doubtful value; --json has all. */
const shownDecodings = 6;

export function equipmentLines(check: EquipmentCheck): string[] {
  const said = check.identity.map(([key, value]) => `${key} ${value}`).join(" · ");
  const head = `${check.equipment}  @ ${check.connection}${said === "" ? "" : `  ${said}`}`;
  const lines = ["", shorten(head, 80)];
  if (check.error !== null)
    lines.push(...wrap("  ✗ ", `[${check.error.code}] ${check.error.message}`));
  const told = new Set<string>();
  for (const signal of check.signals) lines.push(...signalLines(signal, told));
  if (check.notAsked > 0) {
    lines.push(
      ...wrap(
        "  ✗ ",
        `其余 ${check.notAsked} 个信号没有再问:前面的没有应答 · ${check.notAsked} more not asked: the ones before got no answer`,
      ),
    );
  }
  return lines;
}

/** @param told what was said of a signal before is not said again. */
function signalLines(check: SignalCheck, told: Set<string>): string[] {
  const problem = check.findings.some((finding) => finding.problem);
  const mark = problem ? "✗" : check.findings.length > 0 ? "·" : "✓";
  const range =
    check.range === undefined ? "" : `[${brief(check.range[0])}, ${brief(check.range[1])}]`;
  const columns = [
    pad(`  ${mark} ${check.signal}`, 30),
    pad(valueText(check.value, check.unit), 16, true),
    pad(` ${range}`, 15),
    shorten(check.raw, 19),
  ];
  const lines = [columns.join("").trimEnd()];
  // The quality of a good value goes without saying; a bad one is told by its finding.
  for (const { text } of check.findings) {
    if (told.has(text)) continue;
    told.add(text);
    lines.push(...wrap("      ", text));
  }
  if (problem && check.request !== "") lines.push(`      ${check.request}`);
  const best = check.decodings.slice(0, shownDecodings);
  if (best.length > 0) {
    lines.push("      可能的解码,与面板对照后粘贴 · decodings: compare, then paste");
  }
  for (const { as, value, change } of best) {
    const shown = pad(valueText(Number(value.toPrecision(7)), check.unit), 16, true);
    lines.push(`      ${shown}  ${as}`);
    if (change !== "") lines.push(`${" ".repeat(24)}改 change: ${change}`);
  }
  return lines;
}

export function checkSummary({ signals, problems, equipment }: CheckReport): string[] {
  const devices = equipment.length;
  return [
    "",
    ...wrap(
      "",
      problems === 0
        ? `✓ ${devices} 台设备、${signals} 个信号都正常 · ${devices} equipment, ${signals} signals, all good`
        : `✗ ${devices} 台设备、${signals} 个信号,${problems} 处有问题 · ${devices} equipment, ${signals} signals, ${problems} with problems`,
    ),
  ];
}

/** 99999999 → 1e8. */
function brief(bound: number): string {
  const text = String(bound);
  return text.length <= 6 ? text : bound.toExponential(0).replace("e+", "e");
}

function valueText(value: SignalCheck["value"], unit: string | undefined): string {
  if (value === null) return "—";
  const symbol = unit === undefined ? "" : symbolOfUnit(unit);
  const text = typeof value === "number" ? String(Number(value.toPrecision(7))) : String(value);
  return symbol === "" || typeof value === "boolean" ? text : `${text} ${symbol}`;
}

function pad(text: string, width: number, right = false): string {
  const cut = shorten(text, width);
  const room = " ".repeat(width - columnsOf(cut));
  return right ? room + cut : cut + room;
}
