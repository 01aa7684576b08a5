// `lineproof enrolment revoke FILE --site S --gateway G`: a stolen or foreign gateway is cut off at once.

import { openCentreRegistry } from "#ingest/enrolment/centre-registry.ts";
import { tlsOf } from "#ingest/enrolment/issue-code.ts";
import { parseArguments } from "../../arguments.ts";
import { CommandError } from "../../errors.ts";
import { systemClock } from "../../process/system-clock.ts";
import { loadServeConfig } from "../../serve-config.ts";
import type { EnrolmentCommand } from "./enrolment-command.ts";

export const revoke: EnrolmentCommand = {
  help: `lineproof enrolment revoke FILE --site S --gateway G
  其证书与未用的登记码立即失效,正在进行的会话被断开;再次接入须新登记码
  its certificate and unused codes stand no more, and its session is closed;
  a new code lets it in again`,
  async run(args) {
    const { values, positionals } = parseArguments(args, {
      site: { type: "string" },
      gateway: { type: "string" },
    });
    const [file, ...more] = positionals;
    const { site, gateway } = values;
    if (file === undefined || more.length > 0 || site === undefined || gateway === undefined) {
      throw new CommandError(
        "BIN_ARGUMENTS",
        `须给出配置文件、--site 与 --gateway · a configuration file, --site and --gateway are needed\n${revoke.help}`,
      );
    }
    const { ingest } = loadServeConfig(file);
    tlsOf(ingest);
    const registry = openCentreRegistry(ingest.data);
    try {
      const done = registry.revoke(site, gateway, systemClock.now());
      process.stdout.write(
        done
          ? `已撤销 ${site}/${gateway},其会话在一秒内断开 · revoked; its session is closed within a second\n`
          : `${site}/${gateway} 没有有效的登记 · has no enrolment that stands\n`,
      );
      return done ? 0 : 1;
    } finally {
      registry.close();
    }
  },
};
