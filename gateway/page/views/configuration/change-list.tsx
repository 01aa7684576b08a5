// What a configuration would change, or has changed.
import type { ReloadResult } from "../../../reload/reload-result.ts";
import type { Phrase } from "../../ui/dictionary.ts";
import { type Fact, Facts } from "../../ui/facts.tsx";
import { useWords, type Words } from "../../ui/language.tsx";
import type { Said } from "./use-draft.ts";

const phrases = {
  equipment: { added: "addedEquipment", changed: "changedEquipment", removed: "removedEquipment" },
  connections: {
    added: "addedConnections",
    changed: "changedConnections",
    removed: "removedConnections",
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Phrase>>>>;

export function ChangeList({ said }: { readonly said: Said }) {
  const words = useWords();
  const { say } = words;
  switch (said.kind) {
    case "inserted":
      return <p>{say("inserted", { line: said.at.line, lines: said.at.lines })}</p>;
    case "checked": {
      const facts = factsOf(said.result, words);
      return (
        <div data-said="checked">
          <p>{say(facts.length === 0 ? "noChange" : "wouldChange")}</p>
          <Facts facts={facts} />
        </div>
      );
    }
    case "taken":
      return (
        <div data-said="taken">
          <p>
            {say("taken")}{" "}
            {said.result.backup === undefined
              ? null
              : say("backupAt", { file: said.result.backup })}
          </p>
          <Facts facts={factsOf(said.result, words)} />
        </div>
      );
  }
}

function factsOf(result: ReloadResult, { say }: Words): readonly Fact[] {
  const facts = (["equipment", "connections"] as const).flatMap((of) =>
    (["added", "changed", "removed"] as const).flatMap((how): readonly Fact[] => {
      const ids = result[of][how];
      return ids.length === 0 ? [] : [[say(phrases[of][how]), ids.join(", ")]];
    }),
  );
  if (facts.length > 0 || !result.redeclared) return facts;
  return [[say("changedEquipment"), say("lineModelOnly")]];
}
