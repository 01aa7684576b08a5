// Machines in a server that follow a companion specification, found without anybody writing a node id: by the
// server's namespaces, the folders where machines stand, and their types with what these are derived from.
import type { FoundDevice } from "../driver.ts";
import type { AddressSpace } from "./address-space.ts";
import { type Candidate, candidatesIn } from "./candidates.ts";
import { machinery, models, uris } from "./companion-models.ts";
import { TypeTree } from "./type-tree.ts";

/** What Identification holds (OPC 40001-1 §8.2), by the names of EquipmentIdentity where they fit. */
const identification = [
  ["serial", "SerialNumber"],
  ["maker", "Manufacturer"],
  ["model", "Model"],
  ["firmware", "SoftwareRevision"],
  ["productInstanceUri", "ProductInstanceUri"],
] as const;

type Recognised = { readonly template: string; readonly evidence: string };

/** Ends with the signal. Rejects when the link is lost. */
export async function* findMachines(
  space: AddressSpace,
  signal: AbortSignal,
): AsyncGenerator<FoundDevice> {
  const known: readonly string[] = Object.values(uris).filter((uri) => uri !== uris.di);
  if (!space.namespaces.some((uri) => known.includes(uri))) return;
  const types = new TypeTree(space);
  for (const candidate of await candidatesIn(space)) {
    if (signal.aborted) return;
    const recognised = await recognise(space, types, candidate);
    if (recognised === undefined) continue;
    const said = await identify(space, candidate.node);
    const { root, namespaces, place } = candidate;
    const evidence = `${place}: ${recognised.evidence}`;
    yield { shared: { root, namespaces }, template: recognised.template, said, evidence };
  }
}

async function recognise(
  space: AddressSpace,
  types: TypeTree,
  { node, type }: Candidate,
): Promise<Recognised | undefined> {
  const wanted = models.map((model) => model.type);
  const found = type === undefined ? undefined : await types.ancestor(type, wanted);
  const model = models.find((each) => each.type === found);
  if (model !== undefined) {
    const how = type === found ? "类型 · of type" : "派生类型 · of a type derived from";
    return { template: model.template, evidence: `${how} ${model.name}` };
  }
  const [children = []] = await space.children([node], "below");
  const addIn = children.find(({ uri, name }) => uri === uris.di && name === "Identification");
  if (addIn?.type === undefined) return undefined;
  const { identificationType, name, template } = machinery;
  if ((await types.ancestor(addIn.type, [identificationType])) === undefined) return undefined;
  return { template, evidence: `有铭牌 · has an Identification of ${name}` };
}

async function identify(
  space: AddressSpace,
  node: string,
): Promise<readonly (readonly [string, string])[]> {
  const texts = await space.texts(
    node,
    identification.map(([, name]) => [
      { uri: uris.di, name: "Identification" },
      { uri: uris.di, name },
    ]),
  );
  return identification.flatMap(([key], i) => {
    const text = texts[i];
    return text === undefined ? [] : [[key, text] as const];
  });
}
