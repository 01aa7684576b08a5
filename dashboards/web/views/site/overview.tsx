// The state of the site in one line, before any table is read.
import type { SiteLive } from "#contracts/api.ts";
import type { LineModel } from "#contracts/line-model.ts";
import { qualityOf } from "#contracts/quality.ts";
import type { ItemVerdict } from "#contracts/verdict.ts";
import { freshnessOf } from "../../state/freshness.ts";
import { type LiveSnapshot, signalKey } from "../../state/live-store.ts";
import { useWords } from "../../ui/language-context.tsx";
import { StateMark } from "../../ui/state-mark.tsx";
import { mustSentence } from "../criteria/item-head.tsx";
import { lostForGood, unexplained } from "../ledger/ledger.tsx";
import { scanIntervalOf } from "../live-values/live-values.tsx";

export type ValueCounts = {
  readonly all: number;
  readonly good: number;
  readonly stale: number;
  readonly bad: number;
};

/** Good means good and fresh; a signal that never came counts as stale. */
export function countValues(model: LineModel, live: LiveSnapshot, now: number): ValueCounts {
  let [all, good, stale, bad] = [0, 0, 0, 0];
  for (const equipment of model.lines.flatMap((line) => line.equipment)) {
    for (const signal of equipment.signals) {
      all += 1;
      const value = live.values.get(signalKey(equipment.id, signal.id));
      const fresh =
        value !== undefined &&
        freshnessOf(value, {
          now,
          connection: live.connection.state,
          link: live.links.find(({ gateway }) => gateway === signal.gateway),
          scanIntervalMs: scanIntervalOf(equipment, signal),
        }).state === "fresh";
      if (!fresh) stale += 1;
      else if (qualityOf(value.status) === "good") good += 1;
      else bad += 1;
    }
  }
  return { all, good, stale, bad };
}

type OverviewProps = {
  readonly model: LineModel;
  readonly live: LiveSnapshot;
  readonly now: number | undefined;
  readonly items: readonly ItemVerdict[];
  readonly latency: SiteLive["latency"];
};

function ValuesCell({ counts }: { readonly counts: ValueCounts | undefined }) {
  const { say } = useWords();
  if (counts === undefined) return <dd className="big">—</dd>;
  const { all, good, stale, bad } = counts;
  const whole = good === all;
  return (
    <>
      <dd className={whole ? "big" : "big attention"}>{say("overviewValuesOf", { good, all })}</dd>
      <dd className="small">
        {whole ? say("overviewAllGood") : say("overviewNotGood", { stale, bad })}
      </dd>
    </>
  );
}

export function Overview({ model, live, now, items, latency }: OverviewProps) {
  const words = useWords();
  const { say } = words;
  const counts =
    now === undefined || live.connection.state === "connecting"
      ? undefined
      : countValues(model, live, now);
  const lost = live.ledger.reduce((sum, each) => sum + lostForGood(each), 0);
  const closes = live.ledger.every((each) => unexplained(each) === 0);
  return (
    <dl className="overview">
      {items.map((item) => (
        <div
          key={`${item.item}/${"line" in item.subject ? item.subject.line : ""}`}
          className="overview-item"
        >
          <dt>
            {say("overviewItem")} {item.item}
          </dt>
          <dd className="big">
            <StateMark state={item.state} large />
          </dd>
          <dd className="small">{mustSentence(item, words)}</dd>
        </div>
      ))}
      <div>
        <dt>{say("overviewValues")}</dt>
        <ValuesCell counts={counts} />
      </div>
      <div>
        <dt>{say("overviewLatency")}</dt>
        <dd className="big">
          {latency === null ? "—" : Math.round(latency.p50)} <span className="unit">ms</span>
        </dd>
        <dd className="small">
          {latency === null ? "" : say("overviewLatencyOf", { p99: Math.round(latency.p99) })}
        </dd>
      </div>
      <div>
        <dt>{say("overviewLoss")}</dt>
        <dd className={lost === 0 && closes ? "big" : "big attention"}>
          {live.ledger.length === 0 ? "—" : lost.toLocaleString("en")}
        </dd>
        <dd className="small">
          {live.ledger.length === 0
            ? ""
            : say(lost === 0 && closes ? "overviewLossNone" : "overviewLossSome")}
        </dd>
      </div>
    </dl>
  );
}
