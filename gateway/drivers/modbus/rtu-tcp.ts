// Driver for Modbus RTU through a serial-to-Ethernet converter in transparent mode: RTU frames in a TCP stream.
import { parseRtuTcpEndpoint } from "./endpoint.ts";
import { modbusDriver } from "./modbus-driver.ts";
import { rtuLink } from "./open-link.ts";
import { openTcpStream } from "./tcp-stream.ts";

export const modbusRtuTcp = modbusDriver({
  kind: "modbus-rtu-tcp",
  parseEndpoint: parseRtuTcpEndpoint,
  openLink: async (endpoint, io) => rtuLink(await openTcpStream(endpoint), endpoint, endpoint, io),
});
