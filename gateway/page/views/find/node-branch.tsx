import { useState } from "react";
import { useWords } from "../../ui/language.tsx";
import { type Branch, usableIn } from "./node-tree.ts";

type NodeBranchProps = {
  readonly branch: Branch;
  readonly picked: ReadonlySet<string>;
  readonly onPick: (paths: readonly string[], on: boolean) => void;
};

/** What is below is drawn when it is opened: a server has thousands of nodes. */
export function NodeBranch({ branch, picked, onPick }: NodeBranchProps) {
  const [open, setOpen] = useState(false);
  if (branch.children.length === 0) {
    return (
      <li>
        <Leaf branch={branch} picked={picked} onPick={onPick} />
      </li>
    );
  }
  const usable = usableIn(branch);
  const chosen = usable.filter((path) => picked.has(path)).length;
  return (
    <li>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          {branch.name}{" "}
          <span className="quiet">
            {chosen} / {usable.length}
          </span>
        </summary>
        {open ? (
          <ul>
            {branch.node?.line === undefined ? null : (
              <li>
                <Leaf branch={branch} picked={picked} onPick={onPick} />
              </li>
            )}
            {branch.children.map((each) => (
              <NodeBranch key={each.path} branch={each} picked={picked} onPick={onPick} />
            ))}
          </ul>
        ) : null}
      </details>
    </li>
  );
}

function Leaf({ branch, picked, onPick }: NodeBranchProps) {
  const { told } = useWords();
  const { name, node, path } = branch;
  const refused = node?.refused;
  if (node?.line === undefined) {
    return (
      <span className="quiet">
        {name} {refused === undefined ? "" : told(refused)}
      </span>
    );
  }
  return (
    <label className="leaf">
      <input
        type="checkbox"
        checked={picked.has(path)}
        onChange={(event) => onPick([path], event.target.checked)}
      />
      {name}{" "}
      <span className="quiet">
        {node.value ?? ""} {node.unit ?? ""}
      </span>
    </label>
  );
}
