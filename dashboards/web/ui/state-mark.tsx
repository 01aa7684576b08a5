// The five states of a verdict as shapes: told apart without colour, by form and by the word beside.
import { type VerdictState, verdictWords } from "#contracts/verdict.ts";
import { useWords } from "./language-context.tsx";
import "./state-mark.css";

const shapes: { readonly [S in VerdictState]: React.ReactNode } = {
  MET: (
    <>
      <circle cx="8" cy="8" r="7" className="fill" />
      <path d="M4.6 8.2l2.4 2.4 4.4-5" className="stroke-light" />
    </>
  ),
  NOT_MET: (
    <>
      <rect x="1" y="1" width="14" height="14" className="fill" />
      <path d="M5 5l6 6M11 5l-6 6" className="stroke-light" />
    </>
  ),
  SUSPECT: (
    <>
      <path d="M8 .6L15.4 8 8 15.4.6 8z" className="fill" />
      <path d="M8 4.2v4.6M8 10.8v1" className="stroke-light" />
    </>
  ),
  INSUFFICIENT: <circle cx="8" cy="8" r="6.4" className="dashed" />,
  DOCUMENT_NEEDED: (
    <>
      <path d="M3 1h7l3 3v11H3z" className="outline" />
      <path d="M5.4 7h5.2M5.4 10h5.2" className="stroke-own" />
    </>
  ),
};

/** The shape alone, for places where the word stands beside it or in a name. */
export function StateShape({ state }: { readonly state: VerdictState }) {
  return (
    <svg
      className={`state-shape ${state.toLowerCase()}`}
      viewBox="0 0 16 16"
      aria-hidden="true"
      focusable="false"
    >
      {shapes[state]}
    </svg>
  );
}

export function StateMark({
  state,
  large,
}: {
  readonly state: VerdictState;
  readonly large?: boolean;
}) {
  const { pick } = useWords();
  return (
    <span className={`state-mark ${state.toLowerCase()}${large === true ? " large" : ""}`}>
      <StateShape state={state} />
      <span>{pick(verdictWords[state])}</span>
    </span>
  );
}
