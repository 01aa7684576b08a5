// Equipment that one page prepared and the configuration page is to take in.
import { createContext, type ReactNode, useContext, useMemo, useState } from "react";

type Addition = {
  /** `equipment:` with a list below; empty: nothing waits. */
  readonly yaml: string;
  readonly put: (yaml: string) => void;
};

const AdditionContext = createContext<Addition>({ yaml: "", put: () => undefined });

export function AdditionProvider({ children }: { readonly children: ReactNode }) {
  const [yaml, put] = useState("");
  const addition = useMemo(() => ({ yaml, put }), [yaml]);
  return <AdditionContext value={addition}>{children}</AdditionContext>;
}

export function useAddition(): Addition {
  return useContext(AdditionContext);
}
