// Ports of the demo: named when occupied, free ones when 0 was asked for.
import { createServer } from "node:net";
import { CommandError } from "../errors.ts";
import type { DemoPorts } from "./demo-folder.ts";

async function claim(port: number, option: string): Promise<number> {
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, "127.0.0.1", resolve);
    });
    const address = server.address();
    return typeof address === "object" && address !== null ? address.port : port;
  } catch (cause) {
    throw new CommandError(
      "BIN_PORT_IN_USE",
      `端口 127.0.0.1:${port} 已被占用;请关闭占用它的程序,或用 ${option} 换一个 · port 127.0.0.1:${port} is in use: stop what uses it or choose another with ${option}`,
      { port, option },
      { cause },
    );
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

/** Checks all ports before anything starts. Throws BIN_PORT_IN_USE naming the port and its option. */
export async function claimPorts(wanted: DemoPorts): Promise<DemoPorts> {
  return {
    web: await claim(wanted.web, "--port"),
    mqtt: await claim(wanted.mqtt, "--mqtt-port"),
    modbus: await claim(wanted.modbus, "--modbus-port"),
  };
}
