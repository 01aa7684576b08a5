// Each signal's or machine's own number behind a verdict, the worst first; a signal leads to its trend.
import { useState } from "react";
import { formatValue } from "#contracts/measured-value.ts";
import type { Verdict } from "#contracts/verdict.ts";
import { useWords } from "../../ui/language-context.tsx";
import { Link } from "../../ui/link.tsx";
import { type DetailOrder, fallsShort, orderDetails } from "./detail-rows.ts";
import { ShareBar } from "./share-bar.tsx";
import type { SubjectName } from "./subject-names.ts";
import "./detail-table.css";

type DetailTableProps = {
  readonly verdict: Verdict;
  readonly nameOf: (subject: string) => SubjectName;
};

/** Rows that stand open; the others are one press away. */
const rowsAtFirst = 20;

const orders: readonly DetailOrder[] = ["worst", "listed"];

function OrderChoice({
  order,
  onOrder,
}: {
  readonly order: DetailOrder;
  readonly onOrder: (order: DetailOrder) => void;
}) {
  const { say } = useWords();
  return (
    <span className="order-choice">
      {orders.map((each) => (
        <button
          key={each}
          type="button"
          aria-pressed={order === each}
          onClick={() => onOrder(each)}
        >
          {say(each === "worst" ? "orderWorst" : "orderListed")}
        </button>
      ))}
    </span>
  );
}

export function DetailTable({ verdict, nameOf }: DetailTableProps) {
  const { say, pick } = useWords();
  const [order, setOrder] = useState<DetailOrder>("worst");
  const [all, setAll] = useState(false);
  const { details, threshold } = verdict;
  const rows = orderDetails(details, threshold, order);
  const short = details.filter((each) => fallsShort(each, threshold)).length;
  return (
    <section className="panel">
      <header className="panel-head">
        <h3>
          {say("detailsEach")}
          <span className="head-count">
            {say("detailsCount", { n: details.length })}
            {short > 0 && ` · ${say("detailsShort", { n: short })}`}
          </span>
        </h3>
        <OrderChoice order={order} onOrder={setOrder} />
      </header>
      <table className="detail-table">
        <thead>
          <tr>
            <th scope="col">{say("detailSubject")}</th>
            <th scope="col" className="number-head">
              {say("value")}
            </th>
            <th scope="col">
              <span className="visually-hidden">{say("share")}</span>
            </th>
            <th scope="col">{say("detailNote")}</th>
          </tr>
        </thead>
        <tbody>
          {(all ? rows : rows.slice(0, rowsAtFirst)).map((each, i) => {
            const { text, href } = nameOf(each.subject);
            return (
              <tr
                // biome-ignore lint/suspicious/noArrayIndexKey: one subject may stand in several rows
                key={`${each.subject} ${i}`}
                className={fallsShort(each, threshold) ? "short" : undefined}
              >
                <th scope="row">
                  {href === undefined ? (
                    text
                  ) : (
                    <Link href={href} title={say("openTrend")}>
                      {text}
                    </Link>
                  )}
                </th>
                <td className="detail-value">
                  {each.value === null
                    ? "—"
                    : pick(formatValue(each.value, each.unit, threshold?.comparison))}
                </td>
                <td className="detail-bar">
                  <ShareBar
                    value={each.value}
                    unit={each.unit}
                    threshold={threshold?.unit === each.unit ? threshold : null}
                  />
                </td>
                <td className="detail-note">{pick(each.note)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {!all && rows.length > rowsAtFirst && (
        <button type="button" className="plain-button more" onClick={() => setAll(true)}>
          {say("showAll", { n: rows.length })}
        </button>
      )}
    </section>
  );
}
