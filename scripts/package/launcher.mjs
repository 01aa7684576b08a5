#!/usr/bin/env node
// `lineproof` of an installed package: the running Node when it is new enough, else the pinned runtime that npm
// installed beside it. Plain JavaScript, because it starts on any Node >= 20.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("bin/lineproof.js", import.meta.url));
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

/** @returns {string | undefined} */
function pinnedRuntime() {
  const windows = process.platform === "win32";
  const name = `node-${windows ? "win" : process.platform}-${process.arch}`;
  try {
    const folder = dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
    const path = join(folder, "bin", windows ? "node.exe" : "node");
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

if (major > 24 || (major === 24 && minor >= 12)) {
  await import("./bin/lineproof.js");
} else {
  const runtime = pinnedRuntime();
  if (runtime === undefined) {
    process.stderr.write(
      `需要 Node 24.12 或更新版本,或安装时不要省略可选依赖(${process.platform}/${process.arch} 的运行时包)· ` +
        "Node 24.12 or newer is needed, or an install that does not omit optional packages (the runtime)\n",
    );
    process.exit(1);
  }
  const child = spawn(runtime, ["--max-semi-space-size=16", program, ...process.argv.slice(2)], {
    stdio: "inherit",
  });
  // Ctrl-C reaches the program by itself; it decides how to end.
  process.on("SIGINT", () => undefined);
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.once("error", (error) => {
    process.stderr.write(`无法启动 ${runtime} · cannot start it: ${error.message}\n`);
    process.exitCode = 1;
  });
  child.once("exit", (code, signal) => {
    process.exitCode = code ?? (signal === "SIGTERM" ? 143 : 1);
  });
}
