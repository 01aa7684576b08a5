// What a figure was measured on; printed with every figure.
import { cpus, totalmem } from "node:os";

export type Machine = {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly node: string;
};

export function describeMachine(): Machine {
  const all = cpus();
  return {
    cpu: all[0]?.model.trim() ?? "unknown",
    cores: all.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
  };
}

export function machineLine(): string {
  const { cpu, cores, memoryGiB, node } = describeMachine();
  return `${cpu}, ${cores} cores, ${memoryGiB} GiB, Node ${node}`;
}
