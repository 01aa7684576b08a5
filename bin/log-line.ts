// One line of a gateway's log: text for people (Chinese, English beside; the code in brackets), or JSON with stable
// fields for collectors. The level follows from the code (bin/error-guide/), so that both say the same.
import { errorEntry } from "./error-guide/registry.ts";

export const logFormats = ["text", "json"] as const;
export type LogFormat = (typeof logFormats)[number];

export type LogLevel = "info" | "warn" | "error";

const codePattern = /\[([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)\]/;

export function isLogFormat(text: string): text is LogFormat {
  return logFormats.some((format) => format === text);
}

/** The code that a message carries in brackets. */
export function codeOf(message: string): string | undefined {
  return codePattern.exec(message)?.[1];
}

/**
 * A message as it may go to a terminal or a log. Peers are quoted in it, strangers too: none of them moves the cursor,
 * and none begins a line that looks like an entry of ours.
 */
export function plainText(message: string): string {
  return message.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_C}]/gu, (sign) => {
    if (sign === "\n") return "\n  ";
    return sign === "\t" ? sign : `\\u{${sign.codePointAt(0)?.toString(16)}}`;
  });
}

/** @param now ms UTC. @returns without a line end */
export function logLine(format: LogFormat, message: string, now: number): string {
  if (format === "text") return plainText(message);
  const code = codeOf(message);
  const level: LogLevel = code === undefined ? "info" : (errorEntry(code)?.level ?? "error");
  const time = new Date(now).toISOString();
  return JSON.stringify({ time, level, ...(code === undefined ? {} : { code }), message });
}
