// Driver for Modbus TCP. Spec: Modbus Messaging on TCP/IP V1.0b.
import { parseTcpEndpoint } from "./endpoint.ts";
import { modbusDriver } from "./modbus-driver.ts";
import { tcpLink } from "./open-link.ts";
import { openTcpStream } from "./tcp-stream.ts";

export const modbusTcp = modbusDriver({
  kind: "modbus-tcp",
  parseEndpoint: parseTcpEndpoint,
  openLink: async (endpoint, io) =>
    tcpLink(await openTcpStream(endpoint), endpoint, { maxInFlight: endpoint.maxInFlight }, io),
});
