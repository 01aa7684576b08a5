// `npm run test:long`: kill sweeps, fuzzing and matrices; writes dated tables into docs/results.
import { runProjects } from "./vitest-run.ts";

process.exitCode = await runProjects(["long"], process.argv.slice(2));
