// Ports of the demo: occupied ones are named all at once, free ones are taken where 0 was asked for.
import { createServer } from "node:net";
import { CommandError } from "../errors.ts";
import { demoSites } from "./demo-sites.ts";

export type DemoPorts = {
  readonly web: number;
  readonly mqtt: number;
  /** One per site, in the order of demoSites. */
  readonly modbus: readonly number[];
  readonly opcua: readonly number[];
  /** Where nothing answers: the address of a machine that is only on paper. */
  readonly silent: number;
};

/** What was asked for: one port each, or the first of a row; 0 takes free ones. */
export type WantedPorts = {
  readonly web: number;
  readonly mqtt: number;
  readonly modbus: number;
  readonly opcua: number;
};

type Claim = { readonly port: number; readonly option: string };

async function bind({ port }: Claim): Promise<number> {
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, "127.0.0.1", resolve);
    });
    const address = server.address();
    return typeof address === "object" && address !== null ? address.port : port;
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

function row(first: number, length: number, option: string): Claim[] {
  return Array.from({ length }, (_, i) => ({ port: first === 0 ? 0 : first + i, option }));
}

function inUse(occupied: readonly Claim[]): CommandError {
  const lines = occupied.map(
    ({ port, option }) =>
      `端口 127.0.0.1:${port} 已被占用;请关闭占用它的程序,或用 ${option} 换一个 · port 127.0.0.1:${port} is in use: stop what uses it or choose another with ${option}`,
  );
  return new CommandError("BIN_PORT_IN_USE", lines.join("\n"), {
    ports: occupied.map(({ port }) => port).join(", "),
    options: [...new Set(occupied.map(({ option }) => option))].join(", "),
  });
}

/** Not taken, and still not to be had, e.g. below 1024 without the right to it. */
function unusable({ port, option }: Claim, cause: unknown): CommandError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new CommandError(
    "BIN_PORT_UNUSABLE",
    `端口 127.0.0.1:${port} 不能用(${reason});请用 ${option} 换一个 · port 127.0.0.1:${port} cannot be used (${reason}): choose another with ${option}`,
    { port, option },
    { cause },
  );
}

/**
 * Checks all ports before anything starts. Throws BIN_PORT_IN_USE naming each taken port and its option, and
 * BIN_PORT_UNUSABLE.
 */
export async function claimPorts(wanted: WantedPorts): Promise<DemoPorts> {
  const sites = demoSites.length;
  const claims: Claim[] = [
    { port: wanted.web, option: "--port" },
    { port: wanted.mqtt, option: "--mqtt-port" },
    ...row(wanted.modbus, sites + 1, "--modbus-port"),
    ...row(wanted.opcua, sites, "--opcua-port"),
  ];
  const found: number[] = [];
  const occupied: Claim[] = [];
  for (const claim of claims) {
    try {
      found.push(await bind(claim));
    } catch (cause) {
      const isTaken = cause instanceof Error && "code" in cause && cause.code === "EADDRINUSE";
      if (!isTaken) throw unusable(claim, cause);
      occupied.push(claim);
    }
  }
  if (occupied.length > 0) throw inUse(occupied);
  const [web = 0, mqtt = 0, ...plants] = found;
  return {
    web,
    mqtt,
    modbus: plants.slice(0, sites),
    silent: plants[sites] ?? 0,
    opcua: plants.slice(sites + 1),
  };
}
