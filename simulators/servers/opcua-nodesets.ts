// Which information models a server loads before its own nodes, in load order, and the spare namespaces
// that stand before them, so that a test can move every index. Only what its machines need is loaded.

import { nodesets } from "node-opcua";
import type { CompanionMachine, OpcUaExposure } from "../wire/exposure.ts";

type Nodeset = string | { readonly name: string; readonly source: string };

/** The XML of the OPC Foundation; Machinery needs IA although the catalogue does not say so. */
const MACHINERY = [nodesets.di, nodesets.ia, nodesets.machinery];
const JOBS = [nodesets.isa95JobControl, nodesets.machineryJobs];

const MODELS: Readonly<Record<CompanionMachine["kind"], readonly string[]>> = {
  machinery: MACHINERY,
  woodworking: [...MACHINERY, ...JOBS, nodesets.woodWorking],
  "machine-tool": [...MACHINERY, ...JOBS, nodesets.machineTool],
};

/** @param namespacesBefore how many namespaces without nodes stand before all others but 0 and 1. */
export function nodesetsFor(exposure: OpcUaExposure, namespacesBefore: number): Nodeset[] {
  const spare = Array.from({ length: namespacesBefore }, (_, n) => spareNamespace(n + 1));
  const models =
    exposure.kind === "controller" ? [] : exposure.machines.flatMap(({ kind }) => MODELS[kind]);
  return [nodesets.standard, ...spare, ...new Set(models)];
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
