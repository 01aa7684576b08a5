import type { Difference } from "./difference.ts";

/** What a reload did. */
export type ReloadResult = Difference & {
  /** The births were sent anew, because equipment, signals or the line model are others. */
  readonly redeclared: boolean;
};
