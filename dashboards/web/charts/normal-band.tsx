// An analogue bar: where the value stands in its range, and between which limits it is normal.
import "./normal-band.css";

type NormalBandProps = {
  readonly value: number | null;
  readonly range: readonly [number, number];
  readonly low?: number | undefined;
  readonly high?: number | undefined;
  /** What it says to those who do not see it; without it the bar only repeats what stands beside it. */
  readonly summary?: string;
};

const width = 96;

export function NormalBand({ value, range: [min, max], low, high, summary }: NormalBandProps) {
  const place = (at: number) =>
    (Math.min(1, Math.max(0, (at - min) / (max - min))) * width).toFixed(1);
  const bandFrom = place(low ?? min);
  const bandTo = place(high ?? max);
  const outside =
    value !== null && ((low !== undefined && value < low) || (high !== undefined && value > high));
  const said =
    summary === undefined
      ? ({ "aria-hidden": true } as const)
      : ({ role: "img", "aria-label": summary } as const);
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: named by its label, or hidden where it only repeats a number.
    <svg className="normal-band" viewBox={`-3 0 ${width + 6} 14`} {...said}>
      <rect x="0" y="5" width={width} height="4" className="span" />
      {(low !== undefined || high !== undefined) && (
        <rect
          x={bandFrom}
          y="5"
          width={Number(bandTo) - Number(bandFrom)}
          height="4"
          className="normal"
        />
      )}
      {value !== null && (
        <path
          d="M0 1L3 4V13H-3V4Z"
          transform={`translate(${place(value)} 0)`}
          className={outside ? "pointer outside" : "pointer"}
        />
      )}
    </svg>
  );
}
