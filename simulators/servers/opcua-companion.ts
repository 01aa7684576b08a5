// The machines of a companion server, each under Machinery's Machines by the builder of its kind.

import type { AddressSpace } from "node-opcua";
import type { CompanionMachine, CompanionServer } from "../wire/exposure.ts";
import { type OpcUaBinding, refuseProblems } from "./opcua-binding.ts";
import { CompanionSpace } from "./opcua-companion-space.ts";
import { addMachineTool, machineToolProblems } from "./opcua-machine-tool.ts";
import { addMachinery, machineryProblems } from "./opcua-machinery.ts";
import { addWoodworking, woodworkingProblems } from "./opcua-woodworking.ts";

/** Throws SIMULATORS_EXPOSURE_INVALID naming each member that a specification does not have or demands. */
export function addCompanion(space: AddressSpace, server: CompanionServer): OpcUaBinding[] {
  const companion = new CompanionSpace(space, space.registerNamespace(server.namespace));
  refuseProblems([
    ...namesGivenTwice(server),
    ...server.machines.flatMap((machine) => problemsOf(companion, machine)),
  ]);
  return server.machines.flatMap((machine) => add(companion, machine));
}

function problemsOf(space: CompanionSpace, machine: CompanionMachine): string[] {
  if (machine.kind === "woodworking") return woodworkingProblems(space, machine);
  if (machine.kind === "machine-tool") return machineToolProblems(space, machine);
  return machineryProblems(space, machine);
}

function add(space: CompanionSpace, machine: CompanionMachine): OpcUaBinding[] {
  if (machine.kind === "woodworking") return addWoodworking(space, machine);
  if (machine.kind === "machine-tool") return addMachineTool(space, machine);
  return addMachinery(space, machine);
}

/** Machines, and what stands in one folder of the own namespace. */
function namesGivenTwice({ machines }: CompanionServer): string[] {
  return [
    ...twice(machines).map((name) => `${name} 重复 · stands twice`),
    ...machines.flatMap((machine) =>
      siblings(machine).flatMap((names) =>
        twice(names).map((name) => `${machine.browseName}: ${name} 重复 · stands twice`),
      ),
    ),
  ];
}

type Named = { readonly browseName: string };

function siblings(machine: CompanionMachine): readonly (readonly Named[])[] {
  if (machine.kind === "woodworking") return [machine.specific];
  if (machine.kind === "machinery") return [machine.specific, machine.process, machine.consumption];
  return [machine.specific, [...machine.channels, ...machine.spindles], machine.tools ?? []];
}

function twice(named: readonly Named[]): string[] {
  const names = named.map(({ browseName }) => browseName);
  return names.filter((name, n) => names.indexOf(name) !== n);
}
