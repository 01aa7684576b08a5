// Objects that could be machines: what stands in Machines, DeviceSet and PackMLObjects, directly below Objects, and
// one folder deeper; each with the root that a configuration of it would carry.
import { formatBrowseStep } from "../drivers/opcua/node-text.ts";
import type { AddressSpace, ChildNode } from "./address-space.ts";
import { machineFolders, uris } from "./companion-models.ts";

export type Candidate = {
  readonly node: string;
  readonly type: string | undefined;
  /** Where its paths begin: by browse names, which outlive a restart of the server; else its node. */
  readonly root: string;
  readonly namespaces: Readonly<Record<string, string>>;
  /** For people. */
  readonly place: string;
};

const objects = "i=85";
const server = "i=2253";
const folderType = "i=61";
/** A server with more objects than this has its machines in the folders for machines. */
const most = 1_000;

type Step = Pick<ChildNode, "uri" | "name">;
type Standing = { readonly child: ChildNode; readonly path: readonly Step[] | undefined };

const machines = `nsu=${uris.machinery};i=1001`;

/** Each object once. Rejects when the link is lost. */
export async function candidatesIn(space: AddressSpace): Promise<readonly Candidate[]> {
  const top = standing((await space.children([objects], "below"))[0] ?? [], []);
  const folders: Standing[] = top.filter(
    ({ child }) => machineFolders.includes(child.node) || child.type === folderType,
  );
  // A folder for machines that does not stand below Objects.
  for (const node of machineFolders) {
    if (top.some(({ child }) => child.node === node) || !isNamespaceOf(space, node)) continue;
    const child = { node, uri: null, name: "", kind: "object", type: folderType } as const;
    folders.push({ child, path: undefined });
  }
  // Machines first: a machine that also stands elsewhere gets the root that people expect.
  folders.sort((a, b) => Number(b.child.node === machines) - Number(a.child.node === machines));
  const below = await space.children(
    folders.map(({ child }) => child.node),
    "below",
  );
  const deeper = below.flatMap((children, i) => standing(children, folders[i]?.path));
  const once = new Map<string, Standing>();
  for (const each of [...deeper, ...top]) {
    const { node } = each.child;
    if (machineFolders.includes(node) || node === server || once.has(node)) continue;
    if (once.size < most) once.set(node, each);
  }
  return [...once.values()].map(candidateOf);
}

function isNamespaceOf({ namespaces }: AddressSpace, node: string): boolean {
  return namespaces.some((uri) => node.startsWith(`nsu=${uri};`));
}

/** Objects among children, with their path where their browse name is theirs alone. */
function standing(
  children: readonly ChildNode[],
  above: readonly Step[] | undefined,
): readonly Standing[] {
  return children
    .filter(({ kind }) => kind === "object")
    .map((child) => {
      const { uri, name } = child;
      const alone = children.filter((each) => each.uri === uri && each.name === name).length === 1;
      return { child, path: alone && above !== undefined ? [...above, { uri, name }] : undefined };
    });
}

const usualAliases: Readonly<Record<string, string>> = {
  [uris.machinery]: "mach",
  [uris.di]: "di",
  [uris.packMl]: "pml",
};

function candidateOf({ child, path }: Standing): Candidate {
  const { node, type, name } = child;
  if (path === undefined) return { node, type, root: node, namespaces: {}, place: name };
  const namespaces: Record<string, string> = {};
  const steps = path.map(({ uri, name: step }) => {
    if (uri === null) return formatBrowseStep(undefined, step);
    const alias = usualAliases[uri] ?? "own";
    // Two namespaces of the maker's on one way are rare: the node itself says it then.
    if (namespaces[alias] !== undefined && namespaces[alias] !== uri) return undefined;
    namespaces[alias] = uri;
    return formatBrowseStep(alias, step);
  });
  const place = path.map((step) => step.name).join("/");
  return steps.includes(undefined)
    ? { node, type, root: node, namespaces: {}, place }
    : { node, type, root: steps.join("/"), namespaces, place };
}
