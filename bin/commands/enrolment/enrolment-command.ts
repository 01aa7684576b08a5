/** One word after `lineproof enrolment`. */
export type EnrolmentCommand = {
  readonly help: string;
  /** Runs to its end; the answer is the exit code. Throws CodedError for what a person can mend. */
  run(args: string[]): Promise<number>;
};
