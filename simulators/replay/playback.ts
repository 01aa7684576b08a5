// Which row of a recording stands in the registers. Rows are numbered as in the file, from 0.

export interface PlaybackProgress {
  /** The row that stands now; undefined while the device has no value. */
  readonly row: number | undefined;
  /** First row that is played and the one behind the last. */
  readonly first: number;
  readonly end: number;
  /** The last row has been read (step) or its time is over (timed). */
  readonly done: boolean;
}

export interface Playback {
  progress(): PlaybackProgress;
  /** A read of these registers was answered from the row that stands. */
  noteRead(address: number, count: number): void;
}
