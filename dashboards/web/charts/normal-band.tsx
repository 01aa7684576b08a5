// An analogue bar: where the value stands in its range, and between which limits it is normal.

type NormalBandProps = {
  readonly value: number | null;
  readonly range: readonly [number, number];
  readonly low?: number | undefined;
  readonly high?: number | undefined;
  readonly summary: string;
};

const width = 96;

export function NormalBand({ value, range: [min, max], low, high, summary }: NormalBandProps) {
  const place = (at: number) =>
    (Math.min(1, Math.max(0, (at - min) / (max - min))) * width).toFixed(1);
  const bandFrom = place(low ?? min);
  const bandTo = place(high ?? max);
  const outside =
    value !== null && ((low !== undefined && value < low) || (high !== undefined && value > high));
  return (
    <svg className="normal-band" viewBox={`-3 0 ${width + 6} 14`} role="img" aria-label={summary}>
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
