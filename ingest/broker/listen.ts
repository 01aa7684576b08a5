// Binds a listener, or says in words why it cannot.
import type { Server } from "node:net";
import { IngestError, type IngestErrorCode } from "../errors.ts";

export type Listening = {
  /** What listens, for people. */
  readonly what: string;
  /** Where its port stands in the configuration. */
  readonly setting: string;
  /** For anything but a port in use. */
  readonly code: IngestErrorCode;
};

/** The port bound. Throws INGEST_PORT_IN_USE or `code`. */
export function listen(
  server: Server,
  host: string,
  port: number,
  { what, setting, code }: Listening,
): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const place = `${host}:${port}`;
      const occupied = cause.code === "EADDRINUSE";
      reject(
        new IngestError(
          occupied ? "INGEST_PORT_IN_USE" : code,
          occupied
            ? `${what} 端口 ${place} 已被占用;请停止占用它的程序,或改 ${setting} · ${what} port ${place} is in use: stop the program that holds it, or change ${setting}`
            : `${what} 无法在 ${place} 监听(${cause.code}) · ${what} cannot listen on ${place} (${cause.code}): check host and port, ${setting}`,
          { host, port, reason: cause.code ?? null },
          { cause },
        ),
      );
    });
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}
