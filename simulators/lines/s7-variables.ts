// Variables of a Siemens S7 controller as its OPC UA server names them: the names of data block, structure
// and member in literal quotes, array elements by index: `"DB_Press"."Zone"[1]."Temp"` (domain reference
// E.3). Folders are Objects/<PLC>/DataBlocksGlobal/<block>/…

import type { OpcUaType, OpcUaVariable } from "../wire/exposure.ts";

export const S7_NAMESPACE = "http://www.siemens.com/simatic-s7-opcua";

/** Signal of the machine, tag within its data block without quotes (`Zone[1].Temp`), type. */
export type S7Tag = readonly [signal: string, tag: string, type: OpcUaType];

/** Variables of one machine that lies in one data block of controller `plc`. */
export function s7Variables(
  plc: string,
  equipment: string,
  block: string,
  tags: readonly S7Tag[],
): readonly OpcUaVariable[] {
  return tags.map(([signal, tag, type]) => {
    const members = tag.split(".").map(parseMember);
    const quoted = members.map(({ name, index }) => `"${name}"${index ?? ""}`);
    const path = members.flatMap(({ name, index }) =>
      index === undefined ? [name] : [name, index.slice(1, -1)],
    );
    const browseName = path.at(-1) ?? tag;
    return {
      point: `${equipment}.${signal}`,
      identifier: `s="${block}".${quoted.join(".")}`,
      folder: [plc, "DataBlocksGlobal", block, ...path.slice(0, -1)],
      browseName,
      type,
    };
  });
}

function parseMember(member: string): { name: string; index: string | undefined } {
  const [, name = member, index] = /^(\w+)(\[\d+\])?$/.exec(member) ?? [];
  return { name, index };
}
