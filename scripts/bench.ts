// `npm run bench -- NAME [options]`: runs one bench as its own process; without a name lists them.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";

const [name, ...options] = process.argv.slice(2);
const names = readdirSync("bench")
  .filter((file) => file.endsWith(".bench.ts"))
  .map((file) => file.replace(/\.bench\.ts$/, ""));

if (name === undefined || !existsSync(`bench/${name}.bench.ts`)) {
  console.log(`用法 · usage: npm run bench -- ${names.join(" | ")}`);
  process.exitCode = name === undefined ? 0 : 2;
} else {
  const done = spawnSync(process.execPath, [`bench/${name}.bench.ts`, ...options], {
    stdio: "inherit",
  });
  process.exitCode = done.status ?? 1;
}
