// What following a configuration's references needs: files and environment come in, problems go out.

/** Text of a file by absolute path; throws when it cannot be read. */
export type ReadText = (path: string) => string;
export type Environment = Readonly<Record<string, string | undefined>>;

/** Whether `broker: { enrolled: true }` needs its grant: machines are mapped, mostly, before a gateway is enrolled. */
export type Enrolment = "needed" | "later";

/** What the resolving steps share: where to put problems and how to read what the file names. */
export type Resolving = {
  readonly problem: (keys: readonly PropertyKey[], message: string) => void;
  readonly env: Environment;
  /** Absolute path of a path named in the configuration, which is relative to the file. */
  readonly pathOf: (path: string) => string;
  /** Text of a file named in the configuration; undefined after a problem was told. */
  readonly textOf: (keys: readonly PropertyKey[], path: string) => string | undefined;
  /** Absent: needed now. */
  readonly enrolment?: Enrolment;
};
