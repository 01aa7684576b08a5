// `npm run check`: lint, format and import walls, then the types of the program and of both pages. All are run, so that
// one round shows everything.
import { spawnSync } from "node:child_process";

const checks = [
  ["node_modules/@biomejs/biome/bin/biome", "ci", "--diagnostic-level=warn", "."],
  ["node_modules/typescript/bin/tsc", "-p", "."],
  ["node_modules/typescript/bin/tsc", "-p", "dashboards/web"],
  ["node_modules/typescript/bin/tsc", "-p", "gateway/page"],
];

const failed = checks.filter((command) => {
  console.log(`> ${command.join(" ")}`);
  return spawnSync(process.execPath, command, { stdio: "inherit" }).status !== 0;
});
process.exitCode = failed.length === 0 ? 0 : 1;
