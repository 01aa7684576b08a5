// Why a server could not listen, said so that it can be mended; the same for every protocol.

import { SimulatorsError } from "../errors.ts";

/** SIMULATORS_PORT_IN_USE or SIMULATORS_LISTEN_FAILED, with host and port. */
export function explainListenError(
  host: string,
  port: number,
  error: NodeJS.ErrnoException,
): SimulatorsError {
  const place = `${host}:${port}`;
  const reason = error.code ?? error.message;
  if (reason === "EADDRINUSE") {
    return new SimulatorsError(
      "SIMULATORS_PORT_IN_USE",
      `${place} 已被另一个程序占用:请停掉它,或换一个端口(0 为任意空闲端口)。 · ` +
        `${place} is in use by another program: stop it, or choose another port (0 takes a free one).`,
      { host, port },
      { cause: error },
    );
  }
  return new SimulatorsError(
    "SIMULATORS_LISTEN_FAILED",
    `无法在 ${place} 监听(${reason}):请检查地址是否属于本机、端口是否需要更高权限。 · ` +
      `Cannot listen on ${place} (${reason}): check that the address is this machine's and that the port needs no privilege.`,
    { host, port, reason },
    { cause: error },
  );
}
