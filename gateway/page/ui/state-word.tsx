// The state of an equipment or connection: a word, with a mark whose form alone tells good from not.
type StateWordProps = {
  readonly level: "good" | "doubtful" | "bad" | "idle";
  readonly word: string;
};

const marks = { good: "●", doubtful: "▲", bad: "■", idle: "○" } as const;

export function StateWord({ level, word }: StateWordProps) {
  return (
    <span className={`state-word ${level}`}>
      <span aria-hidden="true">{marks[level]}</span> {word}
    </span>
  );
}
