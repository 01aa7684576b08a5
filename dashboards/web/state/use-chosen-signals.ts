// The chosen signals, kept in the address: a link opens them, and what is chosen here can be handed on as a link.
import { useCallback, useEffect, useState } from "react";
import type { LineModel } from "#contracts/line-model.ts";
import {
  type ChosenSignal,
  chosenOfSearch,
  firstChosen,
  searchOfChosen,
  toggleChosen,
} from "./chosen-signals.ts";
import { usePlace } from "./location.ts";

/** The component that uses it has a key of the site. */
export function useChosenSignals(
  model: LineModel,
): readonly [readonly ChosenSignal[], (wanted: ChosenSignal) => void] {
  const { search } = usePlace();
  const [chosen, setChosen] = useState(() => chosenOfSearch(model, search) ?? firstChosen(model));
  // The address changed under the page: a link, or back and forward.
  useEffect(() => {
    const named = chosenOfSearch(model, search);
    if (named !== undefined) setChosen(named);
  }, [model, search]);
  const onToggle = useCallback((wanted: ChosenSignal): void => {
    setChosen((known) => toggleChosen(known, wanted));
  }, []);
  const [written, setWritten] = useState(chosen);
  useEffect(() => {
    // What the page chose by itself is not written: the plain address of a site stays plain.
    if (chosen === written) return;
    setWritten(chosen);
    const next = searchOfChosen(location.search, chosen);
    if (next !== location.search) {
      history.replaceState(null, "", `${location.pathname}${next}${location.hash}`);
    }
  }, [chosen, written]);
  return [chosen, onToggle];
}
