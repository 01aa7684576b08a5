// `npm test`: all projects but the long one, then one line that sums them up, for people and machines.
// With CI set, a missing peer (mosquitto, mbpoll, pymodbus, chromium) is a failure instead of a skip.
import { runProjects } from "./vitest-run.ts";

const filters = process.argv.slice(2);
process.exitCode = await runProjects(["unit", "contract", "system", "browser"], filters);
