// `lineproof serve FILE`: a centre alone: broker, ingest, scoring and the web page.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  type DisplayLedger,
  type OpenDisplayLedger,
  openDisplayLedger,
} from "#dashboards/server/display-ledger.ts";
import { policyHead } from "#dashboards/server/site-overview.ts";
import { startDashboard } from "#dashboards/server/start-dashboard.ts";
import { type Centre, openCentre } from "#ingest/centre.ts";
import { loadPolicy } from "#scoring/files/load-policy.ts";
import { parseArguments } from "../arguments.ts";
import { countDuplicated } from "../count-duplicated.ts";
import type { SiteAnswer } from "../demo/demo-report.ts";
import { CommandError } from "../errors.ts";
import { plainText } from "../log-line.ts";
import { announceReady, answerQuestions, stopRequest } from "../process/parent-link.ts";
import { systemClock } from "../process/system-clock.ts";
import { loadServeConfig, type ServeConfig } from "../serve-config.ts";
import { createSiteJudge, type SiteJudge } from "../site-judge.ts";
import type { Command } from "./command.ts";

const webRoot = fileURLToPath(new URL("../../dashboards/web/dist", import.meta.url));

function judgeOf(centre: Centre, config: ServeConfig, display: DisplayLedger): SiteJudge {
  return createSiteJudge({
    models: new Map(centre.reader.lineModels().map((model) => [model.site.id, model])),
    policies: new Map(config.policies.map((id) => [id, loadPolicy(id)])),
    history: centre.reader,
    observedSince: (site, after) => centre.observedSince(site, after),
    display: async (site, from, to) => display.facts(site, from, to),
    ...(config.demoSince === undefined ? {} : { demoSince: config.demoSince }),
    clock: systemClock,
  });
}

async function report(
  centre: Centre,
  config: ServeConfig,
  judge: SiteJudge,
): Promise<SiteAnswer[]> {
  const { journal, sites } = centre.ingest.report();
  const duplicated = await countDuplicated(config.ingest.data);
  return Promise.all(
    sites.map(async ({ site }) => {
      const judged = await Promise.all(config.policies.map((policy) => judge(site, policy)));
      return {
        site,
        ledger: centre.reader.ledger(site),
        logs: await centre.reader.logs(site, 0, systemClock.now()),
        latency: centre.reader.latency(site),
        duplicated: duplicated.get(site) ?? 0,
        damage: journal.damage.map((damage) => JSON.stringify(damage)),
        verdicts: judged.map(({ policy, items }) => ({ policy: policy.id, items })),
      };
    }),
  );
}

export const serve: Command = {
  help: `lineproof serve FILE
  FILE   配置文件 · configuration (YAML), ingest/README.md`,
  async run(args) {
    const { positionals } = parseArguments(args, {});
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) {
      throw new CommandError(
        "BIN_ARGUMENTS",
        `须给出一个配置文件 · one configuration file is needed\n${serve.help}`,
      );
    }
    const config = loadServeConfig(file);
    const [firstPolicy = "", ...otherPolicies] = config.policies;
    const say = (line: string) => process.stdout.write(`${line}\n`);
    const centre = await openCentre(config.ingest, {
      clock: systemClock,
      log: ({ level, code, message }) =>
        say(`${level}${code === undefined ? "" : ` [${code}]`} ${plainText(message)}`),
    });
    let display: OpenDisplayLedger | undefined;
    try {
      const file = join(config.ingest.data, "display.sqlite");
      display = openDisplayLedger({ file, clock: systemClock, log: say });
      const judge = judgeOf(centre, config, display);
      const dashboard = await startDashboard({
        reader: centre.reader,
        judge,
        policies: [firstPolicy, ...otherPolicies],
        describePolicy: (id) => policyHead(loadPolicy(id)),
        display,
        ...config.http,
        webRoot,
        clock: systemClock,
        log: say,
      });
      say(`网页 · page: ${dashboard.url}`);
      const { brokerPort: mqttPort, securePort, enrolmentPort } = centre.ingest;
      if (enrolmentPort !== null) {
        say(
          `登记服务在端口 ${enrolmentPort},MQTT TLS 在端口 ${securePort};用 lineproof enrolment code 出登记码 · gateways enrol at port ${enrolmentPort}, MQTT with TLS at ${securePort}`,
        );
      }
      announceReady({ url: dashboard.url, mqttPort, securePort, enrolmentPort });
      answerQuestions({ report: () => report(centre, config, judge) });
      await stopRequest();
      await dashboard.close();
    } finally {
      display?.close();
      await centre.close();
    }
    return 0;
  },
};
