// Driver for Modbus RTU on a serial port of this machine (RS-485, RS-232).
import { parseRtuEndpoint } from "./endpoint.ts";
import { modbusDriver } from "./modbus-driver.ts";
import { rtuLink } from "./open-link.ts";
import { openSerialStream } from "./serial-stream.ts";
import { byteMs, silenceMs } from "./serial-timing.ts";

/**
 * A serial port is no connection that the other end could have forgotten: opening it anew helps a stuck adapter at
 * most. And the library keeps some memory of every port that it ever opened.
 */
const enduresMs = 600_000;

export const modbusRtu = modbusDriver({
  kind: "modbus-rtu",
  parseEndpoint: parseRtuEndpoint,
  openLink: async (endpoint, io) => {
    const { foreignMasterQuietMs } = endpoint;
    const timing = { silenceMs: silenceMs(endpoint), byteMs: byteMs(endpoint) };
    const stream = await openSerialStream(endpoint);
    return rtuLink(stream, endpoint, { foreignMasterQuietMs, enduresMs, ...timing }, io);
  },
});
