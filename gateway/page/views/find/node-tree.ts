// The paths of browsed nodes as a tree.
import type { LiveNode } from "../../../commissioning/live-browse.ts";

export type Branch = {
  readonly path: string;
  readonly name: string;
  readonly node: LiveNode | undefined;
  readonly children: readonly Branch[];
};

type Growing = {
  readonly path: string;
  readonly name: string;
  node?: LiveNode;
  readonly children: Map<string, Growing>;
};

/** `&/` is a stroke in a name. */
const stroke = /(?<!&)\//;

export function treeOf(nodes: readonly LiveNode[]): readonly Branch[] {
  const root: Growing = { path: "", name: "", children: new Map() };
  for (const node of nodes) {
    let at = root;
    for (const name of node.path.split(stroke)) {
      const path = at.path === "" ? name : `${at.path}/${name}`;
      const next: Growing = at.children.get(name) ?? { path, name, children: new Map() };
      at.children.set(name, next);
      at = next;
    }
    at.node = node;
  }
  return branchesOf(root);
}

function branchesOf({ children }: Growing): readonly Branch[] {
  return [...children.values()].map((each) => ({
    path: each.path,
    name: each.name,
    node: each.node,
    children: branchesOf(each),
  }));
}

/** Paths of the variables in it that can be signals. */
export function usableIn({ node, children }: Branch): readonly string[] {
  const own = node?.line === undefined ? [] : [node.path];
  return [...own, ...children.flatMap(usableIn)];
}
