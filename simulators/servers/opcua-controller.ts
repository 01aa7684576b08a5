// The address space of a controller like an S7-1500: one namespace of its own, string node ids with
// literal quotes, folders Objects/<PLC>/DataBlocksGlobal/…, variables that nobody can write.

import { type AddressSpace, coerceNodeId, type Namespace, type UAObject } from "node-opcua";
import type { ControllerServer } from "../wire/exposure.ts";
import { bindType, type OpcUaBinding, refuseProblems } from "./opcua-binding.ts";

/** Throws SIMULATORS_EXPOSURE_INVALID for identifiers that are no string ids or stand twice. */
export function addController(space: AddressSpace, server: ControllerServer): OpcUaBinding[] {
  refuseProblems(identifierProblems(server));
  const namespace = space.registerNamespace(server.namespace);
  const folders = new Map<string, UAObject>();
  return server.variables.map(({ point, identifier, folder, browseName, type }) => {
    const variable = namespace.addVariable({
      componentOf: openFolder(space, namespace, folder, folders),
      nodeId: coerceNodeId(`ns=${namespace.index};${identifier}`),
      browseName,
      dataType: type,
      accessLevel: "CurrentRead",
      userAccessLevel: "CurrentRead",
    });
    return bindType(variable, type, point);
  });
}

/** Folders are made on the way; their ids cannot meet those of variables, which begin with a quote. */
function openFolder(
  space: AddressSpace,
  namespace: Namespace,
  path: readonly string[],
  known: Map<string, UAObject>,
): UAObject {
  const name = path.at(-1);
  if (name === undefined) return space.rootFolder.objects;
  const key = path.join(".");
  const found = known.get(key);
  if (found !== undefined) return found;
  const folder = namespace.addFolder(openFolder(space, namespace, path.slice(0, -1), known), {
    browseName: name,
    nodeId: coerceNodeId(`ns=${namespace.index};s=${key}`),
  });
  known.set(key, folder);
  return folder;
}

function identifierProblems({ variables }: ControllerServer): string[] {
  const seen = new Set<string>();
  return variables.flatMap(({ identifier, point }) => {
    const twice = seen.has(identifier);
    seen.add(identifier);
    if (!/^s=./.test(identifier))
      return [`${point}: ${identifier} 须以 s= 开头 · must begin with s=`];
    return twice ? [`${point}: ${identifier} 重复 · stands twice`] : [];
  });
}
