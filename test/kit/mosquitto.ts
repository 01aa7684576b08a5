// Debian's mosquitto on loopback, as a broker that nobody here wrote.
import { type ChildProcess, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { onTestFinished, vi } from "vitest";

function answers(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve();
    });
    socket.once("error", reject);
  });
}

export class Mosquitto {
  readonly #folder: string;
  readonly port: number;
  #process: ChildProcess | undefined;

  constructor(folder: string, port: number) {
    this.#folder = folder;
    this.port = port;
    onTestFinished(() => this.kill("SIGKILL"));
  }

  async start(): Promise<void> {
    const file = join(this.#folder, "mosquitto.conf");
    writeFileSync(
      file,
      `listener ${this.port} 127.0.0.1\nallow_anonymous true\npersistence false\n`,
    );
    this.#process = spawn("mosquitto", ["-c", file], { stdio: "ignore" });
    await vi.waitFor(() => answers(this.port), { timeout: 10_000, interval: 50 });
  }

  async kill(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    await gone;
  }
}
