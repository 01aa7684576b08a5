// Watching at a terminal: drawn anew once per look, never wider or longer than the screen; keys choose and quit.
import type { ReadStream, WriteStream } from "node:tty";
import { errorCode } from "#contracts/errors.ts";
import type { GatewayStatus, SignalStatus } from "#gateway/status.ts";
import { shorten, wrap } from "../terminal-text.ts";
import type { WatchOptions } from "./watch-lines.ts";
import { equipmentTable, headLines, signalTable } from "./watch-table.ts";

const clear = "\u001b[H\u001b[J";
const leave = "\u001b[?25h";
const enter = "\u001b[?25l";
const arrows = {
  up: "\u001b[A",
  down: "\u001b[B",
  pageUp: "\u001b[5~",
  pageDown: "\u001b[6~",
} as const;
const leastRows = 10;

/** What is looked at: which equipment, and how far down its signals. */
export type Look = { readonly selected: number; readonly skip: number };

/** @param page signals that a screen shows. @returns undefined: quit. */
export function lookAfter(
  key: string,
  look: Look,
  equipment: number,
  page: number,
): Look | undefined {
  if (key === "q" || key === "Q" || key === "\u0003") return undefined;
  const last = Math.max(0, equipment - 1);
  const digit = /^[1-9]$/.test(key) ? Number(key) - 1 : undefined;
  if (digit !== undefined) return { selected: Math.min(digit, last), skip: 0 };
  switch (key) {
    case arrows.down:
    case "j":
      return { selected: Math.min(look.selected + 1, last), skip: 0 };
    case arrows.up:
    case "k":
      return { selected: Math.max(look.selected - 1, 0), skip: 0 };
    case arrows.pageDown:
    case " ":
      return { ...look, skip: look.skip + page };
    case arrows.pageUp:
    case "b":
      return { ...look, skip: Math.max(0, look.skip - page) };
    default:
      return look;
  }
}

/** Ends with 0 by `q`, Ctrl-C or its signal; a gateway that does not answer is told on the screen and asked again. */
export async function watchScreen(
  options: WatchOptions,
  input: ReadStream,
  output: WriteStream,
): Promise<number> {
  const screen = new WatchScreen(options, output);
  const stop = () => screen.quit();
  const onKey = (data: Buffer) => screen.press(data.toString());
  options.signal.addEventListener("abort", stop);
  input.setRawMode(true);
  input.resume();
  input.on("data", onKey);
  output.write(enter);
  try {
    await screen.run();
    return 0;
  } finally {
    options.signal.removeEventListener("abort", stop);
    input.off("data", onKey);
    input.setRawMode(false);
    input.pause();
    output.write(leave);
  }
}

class WatchScreen {
  readonly #options: WatchOptions;
  readonly #output: WriteStream;
  #look: Look | undefined;
  #equipment = 0;
  #quit = false;
  #wake: () => void = () => undefined;

  constructor(options: WatchOptions, output: WriteStream) {
    this.#options = options;
    this.#output = output;
  }

  async run(): Promise<void> {
    while (!this.#quit) {
      const lines = await this.#lines();
      this.#output.write(`${clear}${lines.map((line) => shorten(line, 80)).join("\n")}\n`);
      if (!this.#quit) await this.#pause();
    }
  }

  press(key: string): void {
    const page = Math.max(1, Math.floor((this.#output.rows ?? 24) / 2) - 2);
    const next = lookAfter(key, this.#look ?? { selected: 0, skip: 0 }, this.#equipment, page);
    if (next === undefined) this.#quit = true;
    else this.#look = next;
    this.#wake();
  }

  quit(): void {
    this.#quit = true;
    this.#wake();
  }

  async #lines(): Promise<string[]> {
    const { client, clock, equipment } = this.#options;
    try {
      const status = await client.status();
      const all = status.poll.equipment;
      this.#equipment = all.length;
      const wanted = all.findIndex(({ id }) => id === equipment);
      const look = this.#look ?? { selected: Math.max(0, wanted), skip: 0 };
      const chosen = all[look.selected];
      const signals = chosen === undefined ? [] : await client.signals(chosen.id);
      this.#look = look.skip >= signals.length ? { ...look, skip: 0 } : look;
      return screenLines(status, signals, this.#look, clock.now(), this.#output.rows ?? 24);
    } catch (error) {
      if (errorCode(error) === undefined) throw error;
      return wrap("", error instanceof Error ? error.message : String(error));
    }
  }

  /** Until it is time to look again, or a key is pressed. */
  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.#options.everyMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** At most `rows` − 1 lines: the last is the cursor's. */
export function screenLines(
  status: GatewayStatus,
  signals: readonly SignalStatus[],
  { selected, skip }: Look,
  now: number,
  rows: number,
): string[] {
  const head = headLines(status, now).slice(0, 5);
  const keys = "q 退出 quit  ↑↓ 1-9 选设备 choose  空格 space 下一页 more";
  const { equipment } = status.poll;
  const chosen = equipment[selected];
  const why =
    chosen === undefined || chosen.reason === "" ? [] : wrap("  ", chosen.reason).slice(0, 2);
  const room = Math.max(leastRows, rows - 1) - head.length - why.length - 3;
  const upper = Math.min(equipment.length + 1, Math.max(3, Math.floor(room / 2)));
  return [
    ...head,
    "",
    ...equipmentTable(equipment, now, chosen?.id, upper),
    ...why,
    "",
    ...signalTable(signals, now, skip, Math.max(2, room - upper)),
    keys,
  ];
}
