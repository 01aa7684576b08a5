import process from "node:process";
import { type DoctorCheck, fail, ok } from "../doctor-check.ts";

/** Types are stripped and SQLite is built in from here on (docs/decisions/0003). */
const least = [24, 12] as const;

export const runtime: DoctorCheck = {
  id: "runtime",
  name: "Node.js",
  async run() {
    const { node, v8 } = process.versions;
    const [major = 0, minor = 0] = node.split(".").map(Number);
    const enough = major > least[0] || (major === least[0] && minor >= least[1]);
    const said = `Node ${node}, V8 ${v8}, ${process.execPath}`;
    if (enough) return [ok(said)];
    return [
      fail(
        said,
        `须 ${least.join(".")} 以上,用 npm run lineproof 会找到自带的 · ${least.join(".")} or newer is needed; npm run lineproof finds the pinned one`,
      ),
    ];
  },
};
