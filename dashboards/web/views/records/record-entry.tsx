// One record as it stands in the log: number, times, machine, every sample with value and quality, and the
// leaf hash that the checkpoint covers.
import { useState } from "react";
import type { LineModel, Signal } from "#contracts/line-model.ts";
import type { RecordRow } from "#contracts/live.ts";
import { qualityOf } from "#contracts/quality.ts";
import { CopyText } from "../../ui/copy-text.tsx";
import type { Phrase } from "../../ui/dictionary.ts";
import { useWords } from "../../ui/language-context.tsx";
import { flagWords, reasonOfStatus } from "../../ui/quality-words.ts";
import { formatValue } from "../../ui/signal-value.ts";
import { unitText } from "../../ui/units.ts";
import { formatMoment } from "../../ui/zoned-time.ts";
import { foldedSamples } from "./folded-samples.ts";

const kindWords: { readonly [K in RecordRow["kind"]]: Phrase } = {
  scan: "recordScan",
  gap: "recordGap",
  identity: "recordIdentity",
  clock: "recordClock",
  end: "recordEnd",
};

type Sample = RecordRow["samples"][number];

type RecordEntryProps = { readonly row: RecordRow; readonly model: LineModel };

function SampleRow({
  sample,
  signal,
  gatewayTime,
  folded,
}: {
  readonly sample: Sample;
  readonly signal: Signal | undefined;
  readonly gatewayTime: number;
  readonly folded: boolean;
}) {
  const { say, pick, language } = useWords();
  const quality = qualityOf(sample.status);
  const state = signal?.states?.find(({ value }) => value === sample.value);
  const whole = signal !== undefined && signal.class !== "PV" && signal.class !== "CALC";
  const reason = reasonOfStatus(sample.status);
  return (
    <tr className={`sample ${quality}${folded ? " folded" : ""}`}>
      <th scope="row">{signal === undefined ? sample.signal : pick(signal.name)}</th>
      <td className="sample-value">
        {formatValue(sample.value, { resolution: signal?.resolution, whole })}{" "}
        <span className="unit">
          {state === undefined ? unitText(signal?.unit ?? "C62", language) : pick(state.name)}
        </span>
      </td>
      <td className="sample-quality">
        {say(quality)} <abbr title={pick(flagWords[sample.flag])}>{sample.flag}</abbr>
        {quality !== "good" && reason !== undefined && ` ${pick(reason)}`}
      </td>
      <td className="sample-time">
        {say("beforeRead", { ms: Math.max(0, gatewayTime - sample.sourceTime) })}
      </td>
    </tr>
  );
}

function Samples({ row, model }: RecordEntryProps) {
  const { say } = useWords();
  const [open, setOpen] = useState(false);
  const folded = foldedSamples(row.samples);
  const equipment = model.lines
    .flatMap((line) => line.equipment)
    .find(({ id }) => id === row.equipment);
  if (row.samples.length === 0) {
    return row.kind === "scan" ? <p className="quiet">{say("samplesUnchanged")}</p> : null;
  }
  return (
    <>
      <table className="samples">
        <thead className="visually-hidden">
          <tr>
            <th scope="col">{say("signal")}</th>
            <th scope="col">{say("value")}</th>
            <th scope="col">{say("quality")}</th>
            <th scope="col">{say("sourceTime")}</th>
          </tr>
        </thead>
        <tbody>
          {row.samples.map((sample) => (
            <SampleRow
              key={`${sample.signal} ${sample.sourceTime}`}
              sample={sample}
              signal={equipment?.signals.find(({ id }) => id === sample.signal)}
              gatewayTime={row.gatewayTime}
              folded={!open && folded.has(sample)}
            />
          ))}
        </tbody>
      </table>
      {!open && folded.size > 0 && (
        <button type="button" className="plain-button samples-more" onClick={() => setOpen(true)}>
          {say("samplesMore", { n: folded.size })}
        </button>
      )}
    </>
  );
}

export function RecordEntry({ row, model }: RecordEntryProps) {
  const { say, pick } = useWords();
  const zone = model.site.timeZone;
  const equipment = model.lines
    .flatMap((line) => line.equipment)
    .find(({ id }) => id === row.equipment);
  return (
    <li className="record" data-sequence={row.sequence}>
      <div className="record-head">
        <span className="record-sequence">#{row.sequence.toLocaleString("en")}</span>
        <time>{formatMoment(row.gatewayTime, zone)}</time>
        <span className="record-what">
          {equipment === undefined ? (row.equipment ?? "") : pick(equipment.name)}
          <span className="quiet">
            {" "}
            {say(kindWords[row.kind])}
            {row.scanGroup !== null && ` · ${row.scanGroup}`}
          </span>
        </span>
        <span className="quiet record-delay">
          {say("durableAfter", { ms: Math.max(0, row.ingestTime - row.gatewayTime) })}
        </span>
        <span className="record-leaf">
          <span className="quiet">{say("leaf")}</span>
          <CopyText text={row.leaf} name={say("leaf")} shown={16} />
        </span>
      </div>
      <Samples row={row} model={model} />
    </li>
  );
}
