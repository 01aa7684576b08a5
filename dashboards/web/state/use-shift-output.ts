// What a line put out in the running shift: the rises of its counters since the shift began, as far as they were
// read.
import { useQuery } from "@tanstack/react-query";
import type { Equipment, LineModel, Signal } from "#contracts/line-model.ts";
import { getRange } from "../api/queries.ts";
import { type CountedOutput, countedOutput } from "./counted-output.ts";
import { isPresent, readingOf } from "./reading.ts";
import { type ShiftTime, shiftAt } from "./shift-times.ts";
import type { SiteView } from "./site-view.ts";

const againMs = 60_000;
const points = 600;

function useCounted(
  site: string,
  equipment: Equipment | undefined,
  signal: Signal | undefined,
  shift: ShiftTime | undefined,
  view: SiteView,
): CountedOutput | null {
  const { now, live } = view;
  const asked = useQuery({
    queryKey: ["shift-output", site, equipment?.id, signal?.id, shift?.from, live.epoch],
    queryFn: ({ signal: abort }) => {
      const from = shift?.from ?? 0;
      const to = Math.max(from + 1, Math.ceil(now ?? 0));
      const ask = { site, equipment: equipment?.id ?? "", signal: signal?.id ?? "" };
      return getRange({ ...ask, from, to, points }, abort);
    },
    enabled: equipment !== undefined && signal !== undefined && shift !== undefined,
    refetchInterval: againMs,
  });
  if (equipment === undefined || signal === undefined || asked.data === undefined) return null;
  const reading = readingOf(equipment, signal, live, now);
  const newest = reading.value?.value;
  return countedOutput(
    asked.data,
    isPresent(reading) && typeof newest === "number" ? newest : null,
  );
}

export type ShiftOutput = {
  /** undefined: nobody works now. */
  readonly shift: ShiftTime | undefined;
  readonly good: CountedOutput | null;
  readonly rejected: CountedOutput | null;
};

/** @param pace the machine that counts for its line. */
export function useShiftOutput(
  model: LineModel,
  pace: Equipment | undefined,
  view: SiteView,
): ShiftOutput {
  const site = model.site.id;
  const shift = view.now === undefined ? undefined : shiftAt(model, view.now);
  const signal = (purpose: string) => pace?.signals.find((each) => each.purpose === purpose);
  const good = useCounted(site, pace, signal("output.good"), shift, view);
  const rejected = useCounted(site, pace, signal("output.rejected"), shift, view);
  return { shift, good, rejected };
}
