// `lineproof enrolment list FILE`: who was enrolled here, when, with which log, and whether it stands.

import { openCentreRegistry } from "#ingest/enrolment/centre-registry.ts";
import { tlsOf } from "#ingest/enrolment/issue-code.ts";
import { parseArguments } from "../../arguments.ts";
import { CommandError } from "../../errors.ts";
import { loadServeConfig } from "../../serve-config.ts";
import type { EnrolmentCommand } from "./enrolment-command.ts";

const words: Readonly<Record<string, string>> = {
  renewed: "已换证书 · renewed",
  replaced: "已被接替,日志关闭 · replaced, log closed",
  revoked: "已撤销 · revoked",
};

const time = (at: number) => new Date(at).toISOString().slice(0, 16).replace("T", " ");

export const list: EnrolmentCommand = {
  help: `lineproof enrolment list FILE [--json]
  FILE    中心的配置文件 · configuration of the centre, as for serve
  --json  每行一个 JSON 对象 · one JSON object a line`,
  async run(args) {
    const { values, positionals } = parseArguments(args, {
      json: { type: "boolean", default: false },
    });
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) {
      throw new CommandError(
        "BIN_ARGUMENTS",
        `须给出配置文件 · a configuration file is needed\n${list.help}`,
      );
    }
    const { ingest } = loadServeConfig(file);
    tlsOf(ingest);
    const registry = openCentreRegistry(ingest.data);
    try {
      const lines = registry.list().map((each) => {
        if (values.json) return JSON.stringify(each);
        const { site, gateway, log, enrolledAt, endedAt, endedBy, simulated } = each;
        const state =
          endedAt === null
            ? "有效 · stands"
            : `${words[endedBy ?? ""] ?? endedBy} ${time(endedAt)}`;
        const kind = simulated ? "  仿真 · simulated" : "";
        return `${site}/${gateway}  ${log.slice(0, 16)}…  ${time(enrolledAt)} UTC  ${state}${kind}`;
      });
      if (lines.length === 0 && !values.json)
        lines.push("还没有登记过网关 · nobody is enrolled yet");
      process.stdout.write(lines.map((line) => `${line}\n`).join(""));
    } finally {
      registry.close();
    }
    return 0;
  },
};
