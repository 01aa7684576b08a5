import { useState } from "react";
import type { LiveBrowse } from "../../../commissioning/live-browse.ts";
import { useWords } from "../../ui/language.tsx";
import { PreparedYaml } from "../../ui/prepared-yaml.tsx";
import { NodeBranch } from "./node-branch.tsx";
import { treeOf } from "./node-tree.ts";

export function BrowsedNodes({ browsed }: { readonly browsed: LiveBrowse }) {
  const { say } = useWords();
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [id, setId] = useState("machine");
  const [intervalMs, setIntervalMs] = useState(1000);
  const { nodes, cut, connection } = browsed;
  const usable = nodes.filter(({ line }) => line !== undefined);
  const lines = usable.filter(({ path }) => picked.has(path)).map(({ line = "" }) => line);
  const pick = (paths: readonly string[], on: boolean) => {
    const next = new Set(picked);
    for (const path of paths) {
      if (on) next.add(path);
      else next.delete(path);
    }
    setPicked(next);
  };
  return (
    <>
      <p>
        {say("nodesCount", { nodes: nodes.length, usable: usable.length, picked: lines.length })}
      </p>
      {cut ? <p className="lost-line">{say("cut")}</p> : null}
      <ul className="tree">
        {treeOf(nodes).map((branch) => (
          <NodeBranch key={branch.path} branch={branch} picked={picked} onPick={pick} />
        ))}
      </ul>
      {lines.length === 0 ? null : (
        <>
          <div className="fields">
            <label>
              {say("equipmentNew")}
              <input value={id} onChange={(event) => setId(event.target.value)} />
            </label>
            <label>
              {say("interval")}
              <input
                type="number"
                min={100}
                value={intervalMs}
                onChange={(event) => setIntervalMs(event.target.valueAsNumber || 1000)}
              />
            </label>
          </div>
          <PreparedYaml
            yaml={equipmentYaml(id, connection, intervalMs, lines)}
            fileName={`${id}.yaml`}
          />
        </>
      )}
    </>
  );
}

function equipmentYaml(
  id: string,
  connection: string,
  intervalMs: number,
  lines: readonly string[],
): string {
  return [
    "equipment:",
    `  - id: ${JSON.stringify(id)}`,
    `    connection: ${JSON.stringify(connection)}`,
    "    signals:",
    ...lines.map((line) => `      ${line}`),
    `    scanGroups: [{ id: second, intervalMs: ${intervalMs} }]`,
    "",
  ].join("\n");
}
