import type { DeviceState } from "../../../status.ts";
import type { Phrase } from "../../ui/dictionary.ts";
import { useWords } from "../../ui/language.tsx";
import { StateWord } from "../../ui/state-word.tsx";

const words: Readonly<
  Record<DeviceState, readonly [Phrase, "good" | "doubtful" | "bad" | "idle"]>
> = {
  up: ["stateUp", "good"],
  degraded: ["stateDegraded", "doubtful"],
  down: ["stateDown", "bad"],
  quarantined: ["stateQuarantined", "bad"],
  unknown: ["stateUnknown", "idle"],
};

export function EquipmentState({ state }: { readonly state: DeviceState }) {
  const { say } = useWords();
  const [phrase, level] = words[state];
  return <StateWord level={level} word={say(phrase)} />;
}
