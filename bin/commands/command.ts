/** A subcommand of `lineproof`. */
export type Command = {
  readonly help: string;
  /** Help of a word after it, where it has words of its own. */
  helpOf?(args: readonly string[]): Promise<string>;
  /** Runs to its end; the answer is the exit code. Throws CodedError for what a person can mend. */
  run(args: string[]): Promise<number>;
};
