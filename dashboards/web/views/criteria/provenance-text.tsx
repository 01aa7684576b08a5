// Where a threshold comes from, in words: what it is shown as, its source, and what stands behind the
// principle and the number. A proposed bar says that nobody adopted it.
import type { Provenance } from "#contracts/policy.ts";
import type { Phrase } from "../../ui/dictionary.ts";
import { useWords } from "../../ui/language-context.tsx";

const shownAs: { readonly [S in Provenance["shown"]]: Phrase } = {
  official: "official",
  borrowed: "borrowed",
  proposed: "proposed",
  adopted: "adopted",
};

const explained: { readonly [S in Provenance["shown"]]: Phrase } = {
  official: "officialMeans",
  borrowed: "borrowedMeans",
  proposed: "proposedMeans",
  adopted: "adoptedMeans",
};

const origins: { readonly [O in Provenance["principle"]]: Phrase } = {
  SEED: "originSeed",
  SEEN: "originSeen",
  MEM: "originMem",
  PROP: "originProp",
};

/** The word and the source, for a table. */
export function ProvenanceShort({ provenance }: { readonly provenance: Provenance }) {
  const { say } = useWords();
  const { shown, source } = provenance;
  return (
    <>
      <span className={`provenance ${shown}`} title={say(explained[shown])}>
        {say(shownAs[shown])}
      </span>
      <span className="source">{source}</span>
    </>
  );
}

/** All that is known of it, for the page of one criterion. */
export function ProvenanceText({ provenance }: { readonly provenance: Provenance }) {
  const { say, pick } = useWords();
  const { shown, principle, number, source, note } = provenance;
  return (
    <>
      <p>
        <span className={`provenance ${shown}`}>{say(shownAs[shown])}</span> · {source}
      </p>
      <p className="quiet">{say(explained[shown])}</p>
      <p className="quiet">
        {say("originOfPrinciple", { origin: say(origins[principle]) })}
        {" · "}
        {say("originOfNumber", { origin: say(origins[number]) })}
      </p>
      {note !== undefined && <p className="quiet">{pick(note)}</p>}
    </>
  );
}
