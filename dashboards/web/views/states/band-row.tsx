// One machine's band: what it did over the window, and the shares of it. Where nothing was read yet it is dotted,
// where something is missing it is hatched.
import { useWords } from "../../ui/language-context.tsx";
import { across, type BandWindow, bandPaths, wholePercent } from "./band-paths.ts";
import type { Band } from "./use-bands.ts";

type BandRowProps = {
  readonly band: Band;
  readonly window: BandWindow;
  readonly marks: readonly number[];
  readonly clock: (time: number) => string;
};

/** The drawing of one band. Its ground is in pixels, so that hatching and dots keep their shape. */
function BandDrawing({
  band,
  window,
  marks,
  summary,
}: Omit<BandRowProps, "clock"> & { readonly summary: string }) {
  const { since, spans: own } = band;
  const place = (time: number) => ((time - window.from) / (window.to - window.from)) * across;
  const before = since === null ? 100 : (place(since) / across) * 100;
  return (
    <svg className="band" role="img" aria-label={summary}>
      <rect width="100%" height="100%" className="band-none" />
      {before > 0 && <rect width={`${before.toFixed(2)}%`} height="100%" className="band-before" />}
      <svg viewBox={`0 0 ${across} 20`} preserveAspectRatio="none" aria-hidden="true">
        {bandPaths(own, window).map(({ category, d }) => (
          <path key={category} d={d} className={`band-${category}`} />
        ))}
        {marks.map((at) => (
          <g key={at}>
            <path d={`M${place(at).toFixed(1)} 0v20`} className="band-shift-halo" />
            <path d={`M${place(at).toFixed(1)} 0v20`} className="band-shift" />
          </g>
        ))}
      </svg>
    </svg>
  );
}

export function BandRow({ band, window, marks, clock }: BandRowProps) {
  const { say, pick } = useWords();
  const { equipment, since, shares } = band;
  const name = pick(equipment.name);
  const producing = shares === null ? "—" : wholePercent(shares.producing);
  const unknown = shares === null ? "—" : wholePercent(shares.unknown);
  const late = since !== null && since > window.from;
  const summary =
    since === null
      ? say("bandNotBegun", { name })
      : say("bandSummary", {
          name: late ? `${name}${say("bandSince", { time: clock(since) })}` : name,
          producing,
          unknown,
        });
  return (
    <tr data-band={equipment.id}>
      <th scope="row" title={name}>
        {name}
      </th>
      <td className="band-cell">
        <BandDrawing band={band} window={window} marks={marks} summary={summary} />
      </td>
      <td className="band-share">{producing}</td>
      <td className={(shares?.unknown ?? 0) >= 0.005 ? "band-unknown some" : "band-unknown"}>
        {unknown}
      </td>
    </tr>
  );
}
