// Makes a checkout ready to run: packages installed as the lock file says, the web page built.
// Plain JavaScript, because it runs before the pinned runtime is there (any Node >= 20).
// Usage: node scripts/prepare.mjs [--web]
import { spawnSync } from "node:child_process";
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

function run(command, args, what) {
  const done = spawnSync(command, args, { stdio: ["ignore", "ignore", "pipe"], encoding: "utf8" });
  if (done.status !== 0) {
    process.stderr.write(done.stderr ?? "");
    process.stderr.write(`${what} (${command} ${args.join(" ")})\n`);
    process.exit(1);
  }
}

if (!packagesAreCurrent()) {
  console.log("正在安装依赖 · installing packages (npm ci) …");
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  run(npm, ["ci", "--ignore-scripts"], "依赖安装失败,请检查网络与 npm 源 · npm ci failed");
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

if (process.argv.includes("--web")) {
  const built = "dashboards/web/dist/index.html";
  const source = Math.max(newestChange("dashboards/web"), newestChange("contracts"));
  if (!existsSync(built) || statSync(built).mtimeMs < source) {
    console.log("正在构建网页 · building the web page …");
    const node = join("node_modules", ".bin", process.platform === "win32" ? "node.exe" : "node");
    run(
      existsSync(node) ? node : process.execPath,
      ["node_modules/vite/bin/vite.js", "build", "dashboards/web", "--logLevel", "warn"],
      "网页构建失败 · building the web page failed",
    );
  }
}
