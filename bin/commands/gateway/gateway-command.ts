/** One word after `lineproof gateway`. */
export type GatewayCommand = {
  readonly help: string;
  /** Runs to its end; the answer is the exit code. Throws CodedError for what a person can mend. */
  run(args: string[]): Promise<number>;
};
