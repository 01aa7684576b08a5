// Which of the named hosts accept a connection on the ports of Modbus and OPC UA. Nothing is sent: a connection is
// opened and closed. Few at a time and not fast, so that no switch or small device is troubled.
import { connect } from "node:net";

export type HostFind = { readonly host: string; readonly port: number };

export type HostsReport = {
  readonly open: readonly HostFind[];
  /** Connections that were tried: hosts × ports, fewer when it was stopped. */
  readonly tried: number;
};

const atOnce = 8;
/** Per connection; hosts of one site answer within a few ms. */
const patienceMs = 600;
/** Between two connections of one of the lanes: at most 8 / 50 ms = 160 connections a second. */
const pauseMs = 50;

export async function findHosts(
  hosts: readonly string[],
  ports: readonly number[],
  signal: AbortSignal,
): Promise<HostsReport> {
  const targets = hosts.flatMap((host) => ports.map((port) => ({ host, port })));
  const open: HostFind[] = [];
  let tried = 0;
  const lane = async (): Promise<void> => {
    for (;;) {
      const target = targets[tried];
      if (target === undefined || signal.aborted) return;
      tried += 1;
      if (await accepts(target)) open.push(target);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  const place = (find: HostFind) =>
    targets.findIndex((each) => each.host === find.host && each.port === find.port);
  return { open: open.sort((a, b) => place(a) - place(b)), tried };
}

function accepts({ host, port }: HostFind): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: patienceMs });
    const settle = (found: boolean) => {
      socket.destroy();
      resolve(found);
    };
    socket.once("connect", () => settle(true));
    socket.once("timeout", () => settle(false));
    socket.once("error", () => settle(false));
  });
}
