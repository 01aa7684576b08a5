// The technician's terminal: runs the blocks of a guide as they stand there, one after the other, in one folder.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished, vi } from "vitest";
import { firstUnsaid, type GuideBlock } from "./guide-blocks.ts";

const program = fileURLToPath(new URL("../../bin/lineproof.ts", import.meta.url));
const soon = { timeout: 40_000, interval: 50 };

export class GuideShell {
  readonly #folder: string;
  readonly #localPort: number;
  readonly #running: ChildProcess[] = [];
  #values: Record<string, string> = {};
  #cwd: string;

  /** @param localPort of the gateway's local page: on a developer's machine the usual one may be taken. */
  constructor(folder: string, localPort: number) {
    this.#folder = folder;
    this.#localPort = localPort;
    this.#cwd = folder;
    const bin = join(folder, "bin");
    mkdirSync(bin);
    writeFileSync(
      join(bin, "lineproof"),
      `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`,
    );
    chmodSync(join(bin, "lineproof"), 0o755);
    onTestFinished(() => this.stop());
  }

  set(values: Readonly<Record<string, string>>): void {
    this.#values = { ...this.#values, ...values };
  }

  get #env(): NodeJS.ProcessEnv {
    const { HOME, LANG } = process.env;
    const path = `${join(this.#folder, "bin")}:/usr/local/bin:/usr/bin:/bin`;
    return { HOME, LANG, ...this.#values, PATH: path };
  }

  /** Says what is not as the guide has it; undefined: all is. @param expected of the `text` block below, may be empty */
  run({ text, words }: GuideBlock, expected: string): string | undefined {
    const place = join(this.#folder, "cwd");
    const script = `trap 'pwd > "${place}"' EXIT\nset -e\n${text}`;
    const { status, stdout, stderr } = spawnSync("bash", ["-c", script], {
      cwd: this.#cwd,
      env: this.#env,
      encoding: "utf8",
      timeout: 60_000,
      input: "",
    });
    this.#cwd = readFileSync(place, "utf8").trim();
    const said = `${stdout}${stderr}`;
    const code = words.find((word) => word.startsWith("exit="))?.slice(5) ?? "0";
    if (code !== "any" && String(status) !== code) return `exit ${status}, not ${code}:\n${said}`;
    const unsaid = firstUnsaid(said, expected);
    this.#ownPort();
    return unsaid === undefined ? undefined : `does not say "${unsaid}":\n${said}`;
  }

  /** Starts what runs until Ctrl-C and waits for its words. */
  async start({ text }: GuideBlock, expected: string): Promise<string | undefined> {
    const child = spawn("bash", ["-c", `exec ${text}`], { cwd: this.#cwd, env: this.#env });
    this.#running.push(child);
    let said = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (chunk: string) => {
        said += chunk;
      });
    }
    // Equipment comes up in any order.
    const unsaid = () => expected.split("\n").find((line) => firstUnsaid(said, line) !== undefined);
    try {
      await vi.waitUntil(() => unsaid() === undefined || child.exitCode !== null, soon);
    } catch {
      // Told below.
    }
    const line = unsaid();
    return line === undefined ? undefined : `does not say "${line}":\n${said}`;
  }

  /** Ctrl-C. */
  async stop(): Promise<void> {
    for (const child of this.#running.splice(0)) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const ended = new Promise((resolve) => child.once("exit", resolve));
      const late = setTimeout(() => child.kill("SIGKILL"), 10_000);
      child.kill("SIGINT");
      await ended;
      clearTimeout(late);
    }
  }

  writeFile(name: string, text: string): void {
    writeFileSync(join(this.#cwd, name), text);
  }

  /** What is written by hand into gateway.yaml. */
  edit({ text, words }: GuideBlock): void {
    const file = join(this.#cwd, "gateway.yaml");
    const before = readFileSync(file, "utf8");
    const own = text.replaceAll(/\$([A-Z]+)/g, (_, name: string) => this.#values[name] ?? "");
    const after = words.find((word) => word.startsWith("after="))?.slice(6);
    const edited =
      after === undefined ? before + own : before.replace(`\n${after}\n`, `\n${after}\n${own}`);
    if (edited === before) throw new Error(`gateway.yaml has no line ${after}`);
    writeFileSync(file, edited);
  }

  #ownPort(): void {
    const file = join(this.#cwd, "gateway.yaml");
    if (!existsSync(file)) return;
    const text = readFileSync(file, "utf8");
    if (!text.includes("\nlocal:")) {
      writeFileSync(
        file,
        text.replace("\nconnections:", `\nlocal: { port: ${this.#localPort} }\nconnections:`),
      );
    }
  }
}
