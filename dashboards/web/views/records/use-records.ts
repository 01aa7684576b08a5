// Records of one cited range, page by page, the newest first. A page is fixed by the sequence before which
// it ends: records are never changed, so turning back shows the same.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { RecordRow } from "#contracts/live.ts";
import { recordsQuery } from "../../api/queries.ts";

/** A page that is read at a glance; a record of a large machine has dozens of samples. */
const recordsPerPage = 10;

export type RecordsAsk = {
  readonly site: string;
  readonly log: string;
  /** Sequences [from, to) of the citation. */
  readonly from: number;
  readonly to: number;
  readonly equipment: string | undefined;
};

/** The caller gives the component a key of the range and the equipment: a new ask starts at the newest. */
export function useRecords({ site, log, from, to, equipment }: RecordsAsk) {
  // Ends of the newer pages, for the way back.
  const [newer, setNewer] = useState<readonly number[]>([]);
  const [end, setEnd] = useState(to);
  const asked = useQuery(
    recordsQuery({ site, log, from, to: end, limit: recordsPerPage, equipment }),
  );
  // By sequence, whichever way round they come.
  const rows: readonly RecordRow[] = (asked.data?.rows ?? []).toSorted(
    (a, b) => b.sequence - a.sequence,
  );
  const oldest = rows.at(-1)?.sequence;
  const hasOlder = oldest !== undefined && oldest > from && rows.length >= recordsPerPage;
  return {
    asked,
    rows,
    older: hasOlder
      ? () => {
          setNewer([...newer, end]);
          setEnd(oldest);
        }
      : undefined,
    newer:
      newer.length > 0
        ? () => {
            setEnd(newer.at(-1) ?? to);
            setNewer(newer.slice(0, -1));
          }
        : undefined,
  };
}
