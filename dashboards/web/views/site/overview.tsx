// The state of the site in one strip, before any table is read: the line, what it puts out, what the rules find, and
// whether the data behind it are whole.
import type { SiteLive } from "#contracts/api.ts";
import type { LineModel } from "#contracts/line-model.ts";
import type { ItemVerdict } from "#contracts/verdict.ts";
import type { SiteView } from "../../state/site-view.ts";
import { countValues, type ValueCounts } from "../../state/value-counts.ts";
import { useWords } from "../../ui/language-context.tsx";
import { lostForGood, unexplained } from "../ledger/ledger.tsx";
import { LineStateCell, OeeCell, OutputCell, PowerCell } from "./line-cells.tsx";
import { VerdictRow } from "./verdict-row.tsx";
import "./overview.css";

type OverviewProps = {
  readonly model: LineModel;
  readonly view: SiteView;
  readonly items: readonly ItemVerdict[] | undefined;
  readonly itemsFailed: boolean;
  readonly latency: SiteLive["latency"];
};

function ValuesCell({ counts }: { readonly counts: ValueCounts | undefined }) {
  const { say } = useWords();
  const whole = counts !== undefined && counts.good === counts.all;
  return (
    <div>
      <dt>{say("overviewValues")}</dt>
      {counts === undefined ? (
        <dd className="big">—</dd>
      ) : (
        <>
          <dd className={whole ? "big" : "big attention"}>{say("overviewValuesOf", counts)}</dd>
          <dd className="small">
            {whole ? say("overviewAllGood") : say("overviewNotGood", counts)}
          </dd>
        </>
      )}
    </div>
  );
}

function LatencyCell({ latency }: Pick<OverviewProps, "latency">) {
  const { say } = useWords();
  return (
    <div>
      <dt>{say("overviewLatency")}</dt>
      <dd className="big">
        {latency === null ? "—" : Math.round(latency.p50)}
        {latency !== null && <span className="unit"> ms</span>}
      </dd>
      <dd className="small">
        {latency === null ? "" : say("overviewLatencyOf", { p99: Math.round(latency.p99) })}
      </dd>
    </div>
  );
}

function LossCell({ view }: Pick<OverviewProps, "view">) {
  const { say } = useWords();
  const { ledger } = view.live;
  const lost = ledger.reduce((sum, each) => sum + lostForGood(each), 0);
  const whole = lost === 0 && ledger.every((each) => unexplained(each) === 0);
  return (
    <div>
      <dt>{say("overviewLoss")}</dt>
      <dd className={whole ? "big" : "big attention"}>
        {ledger.length === 0 ? "—" : lost.toLocaleString("en")}
      </dd>
      <dd className="small">
        {ledger.length === 0 ? "" : say(whole ? "overviewLossNone" : "overviewLossSome")}
      </dd>
    </div>
  );
}

export function Overview({ model, view, items, itemsFailed, latency }: OverviewProps) {
  const { say } = useWords();
  const { live, now } = view;
  const counts =
    now === undefined || live.connection.state === "connecting"
      ? undefined
      : countValues(model, live, now);
  return (
    <section className="overview" aria-label={say("overview")}>
      <dl>
        {model.lines.flatMap((line) => [
          <LineStateCell key={`${line.id}/state`} model={model} line={line} view={view} />,
          <OutputCell key={`${line.id}/output`} model={model} line={line} view={view} />,
          <OeeCell key={`${line.id}/oee`} model={model} line={line} view={view} />,
        ])}
        <PowerCell model={model} view={view} />
        <ValuesCell counts={counts} />
        <LatencyCell latency={latency} />
        <LossCell view={view} />
      </dl>
      <VerdictRow model={model} items={items} failed={itemsFailed} />
    </section>
  );
}
