// `copies` of a plant: each has its own id, seed, ports and files.

import type { Listen } from "./scenario-listen.ts";

type Entry = {
  readonly id: string;
  readonly copies: number;
  readonly seed?: number | undefined;
  readonly listen: Listen;
  readonly opcua?: { readonly pki: string } | undefined;
  readonly retain?: string | undefined;
};

/**
 * One plant per copy, ids ending -001, -002 … where there are several. Ports follow each other; a port of 0
 * stays 0; files get the same ending; copies never share a seed.
 * @param entry index in the file, kept as `entry` for messages.
 */
export function expandCopies<E extends Entry>(plant: E, entry: number): (E & { entry: number })[] {
  if (plant.copies === 1) return [{ ...plant, entry }];
  return Array.from({ length: plant.copies }, (_, n) => {
    const ending = `-${String(n + 1).padStart(3, "0")}`;
    return {
      ...plant,
      entry,
      copies: 1,
      id: `${plant.id}${ending}`,
      listen: shift(plant.listen, n, ending),
      ...(plant.seed === undefined ? {} : { seed: plant.seed + n }),
      ...(plant.opcua === undefined
        ? {}
        : { opcua: { ...plant.opcua, pki: `${plant.opcua.pki}${ending}` } }),
      ...(plant.retain === undefined ? {} : { retain: `${plant.retain}${ending}` }),
    };
  });
}

function shift({ modbus, rtuOverTcp, opcua, rtu }: Listen, by: number, ending: string): Listen {
  const moved = <T extends { readonly port: number }>(endpoint: T): T => ({
    ...endpoint,
    port: endpoint.port === 0 ? 0 : endpoint.port + by,
  });
  return {
    ...(modbus === undefined ? {} : { modbus: moved(modbus) }),
    ...(rtuOverTcp === undefined ? {} : { rtuOverTcp: moved(rtuOverTcp) }),
    ...(opcua === undefined ? {} : { opcua: moved(opcua) }),
    ...(rtu === undefined ? {} : { rtu: { ...rtu, path: `${rtu.path}${ending}` } }),
  };
}
