// Which information models a server loads before its own nodes, in load order, and the spare namespaces
// that stand before them, so that a test can move every index.

import { nodesets } from "node-opcua";
import type { OpcUaExposure } from "../exposure.ts";

type Nodeset = string | { readonly name: string; readonly source: string };

/** The XML of the OPC Foundation; Machinery needs IA although the catalogue does not say so. */
const MODELS: Readonly<Record<OpcUaExposure["kind"], readonly string[]>> = {
  controller: [],
  woodworking: [
    nodesets.di,
    nodesets.ia,
    nodesets.machinery,
    nodesets.isa95JobControl,
    nodesets.machineryJobs,
    nodesets.woodWorking,
  ],
};

/** @param namespacesBefore how many namespaces without nodes stand before all others but 0 and 1. */
export function nodesetsFor(kind: OpcUaExposure["kind"], namespacesBefore: number): Nodeset[] {
  const spare = Array.from({ length: namespacesBefore }, (_, n) => spareNamespace(n + 1));
  return [nodesets.standard, ...spare, ...MODELS[kind]];
}

function spareNamespace(number: number): Nodeset {
  const uri = `urn:lineproof-sim:spare:${number}`;
  return {
    name: uri,
    source:
      `<UANodeSet xmlns="http://opcfoundation.org/UA/2011/03/UANodeSet.xsd">` +
      `<NamespaceUris><Uri>${uri}</Uri></NamespaceUris>` +
      `<Models><Model ModelUri="${uri}" Version="1.0.0" PublicationDate="2025-01-01T00:00:00Z"/></Models>` +
      `</UANodeSet>`,
  };
}
