// A state as a shape: told apart without colour; the word always stands beside it.
import type { ConditionLook } from "../../state/machine-condition.ts";
import "./category-mark.css";

const shapes: { readonly [L in ConditionLook]: React.ReactNode } = {
  producing: <path d="M3 1.5l10 5.5-10 5.5z" className="full" />,
  idle: <circle cx="7" cy="7" r="5" className="hollow" />,
  setup: (
    <>
      <circle cx="7" cy="7" r="5" className="hollow" />
      <path d="M7 2a5 5 0 0 1 0 10z" className="full" />
    </>
  ),
  fault: (
    <>
      <path d="M7 0l7 7-7 7-7-7z" className="full" />
      <path d="M7 3.6v4M7 9.2v1.3" className="light" />
    </>
  ),
  maintenance: <path d="M7 1l6.5 12H.5z" className="full" />,
  stopped: <rect x="2" y="2" width="10" height="10" className="hollow" />,
  unknown: <circle cx="7" cy="7" r="5" className="dashed" />,
  lost: (
    <>
      <rect x="1" y="1" width="12" height="12" className="full" />
      <path d="M4 4l6 6M10 4l-6 6" className="light" />
    </>
  ),
  never: (
    <>
      <circle cx="7" cy="7" r="5.6" className="hollow" />
      <path d="M3.2 3.2l7.6 7.6" className="hollow" />
    </>
  ),
};

export function CategoryMark({ look }: { readonly look: ConditionLook }) {
  return (
    <svg className={`category-mark ${look}`} viewBox="0 0 14 14" aria-hidden="true">
      {shapes[look]}
    </svg>
  );
}
