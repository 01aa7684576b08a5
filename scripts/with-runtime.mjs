// Makes a checkout ready to run (packages installed as the lock file says, the web pages built) and then runs
// a program by the pinned runtime. Plain JavaScript, because it starts on any Node >= 20. The runtime is named
// by its path: a shell that found another `node` before the install would go on using that one.
// Usage: node scripts/with-runtime.mjs [--web] [PROGRAM [ARGUMENT ...]]
import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
process.chdir(root);

/** npm writes this copy of the lock file when an install has finished. */
const installed = "node_modules/.lineproof-lock";

function packagesAreCurrent() {
  return (
    existsSync(installed) &&
    readFileSync(installed, "utf8") === readFileSync("package-lock.json", "utf8")
  );
}

/** Says every ten seconds that it still works; a slow network must not look like a standstill. */
async function run(command, args, what) {
  const begin = performance.now();
  // A .cmd file, which npm is on Windows, runs by the shell only.
  const child = spawn(command, args, {
    stdio: ["ignore", "ignore", "pipe"],
    shell: command.endsWith(".cmd"),
  });
  let complaints = "";
  child.stderr.setEncoding("utf8").on("data", (text) => {
    complaints = (complaints + text).slice(-20_000);
  });
  const alive = setInterval(() => {
    console.log(`  … ${Math.round((performance.now() - begin) / 1000)} s`);
  }, 10_000);
  const status = await new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code, signal) => resolve(signal ?? code));
  });
  clearInterval(alive);
  if (status === 0) return;
  process.stderr.write(complaints);
  process.stderr.write(`${what} (${command} ${args.join(" ")}: ${status})\n`);
  process.exit(1);
}

if (!packagesAreCurrent()) {
  console.log("正在安装依赖 · installing packages (npm ci) …");
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  await run(npm, ["ci", "--ignore-scripts"], "依赖安装失败,请检查网络与 npm 源 · npm ci failed");
  writeFileSync(installed, readFileSync("package-lock.json", "utf8"));
}

function newestChange(folder) {
  let newest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name === "dist" || entry.name === "node_modules") continue;
    const path = join(folder, entry.name);
    newest = Math.max(newest, entry.isDirectory() ? newestChange(path) : statSync(path).mtimeMs);
  }
  return newest;
}

/** The pinned runtime, an ordinary package; elsewhere the running one, when it is new enough. */
function findRuntime() {
  const windows = process.platform === "win32";
  const name = `node-${windows ? "win" : process.platform}-${process.arch}`;
  const pinned = join("node_modules", name, "bin", windows ? "node.exe" : "node");
  if (existsSync(pinned)) return pinned;
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > 24 || (major === 24 && minor >= 12)) return process.execPath;
  console.error(
    `没有适用于 ${process.platform}/${process.arch} 的运行时包,请用 Node 24.12 或更新版本运行 · ` +
      `no runtime package for ${process.platform}/${process.arch}: run this with Node 24.12 or newer`,
  );
  return process.exit(1);
}

const runtime = findRuntime();

const [first, ...rest] = process.argv.slice(2);
const wantsWeb = first === "--web";
const program = wantsWeb ? rest : process.argv.slice(2);

/** Each page with the folders that it is made of. */
const pages = [
  { folder: "dashboards/web", of: ["dashboards/web", "contracts"] },
  { folder: "gateway/page", of: ["gateway"] },
];

async function buildWhenOld({ folder, of }) {
  const built = join(folder, "dist/index.html");
  const source = Math.max(...of.map(newestChange));
  if (existsSync(built) && statSync(built).mtimeMs >= source) return;
  console.log(`正在构建网页 · building the web page ${folder} …`);
  await run(
    runtime,
    ["node_modules/vite/bin/vite.js", "build", folder, "--logLevel", "warn"],
    "网页构建失败 · building the web page failed",
  );
}

if (wantsWeb) for (const page of pages) await buildWhenOld(page);

if (program.length > 0) {
  const child = spawn(runtime, program, { stdio: "inherit" });
  // Ctrl-C reaches the program by itself; it decides how to end.
  process.on("SIGINT", () => undefined);
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  child.once("error", (error) => {
    console.error(`无法启动 ${runtime} · cannot start it: ${error.message}`);
    process.exitCode = 1;
  });
  child.once("exit", (code, signal) => {
    process.exitCode = code ?? (signal === "SIGTERM" ? 143 : 1);
  });
}
