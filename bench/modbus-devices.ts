// The devices of the gateway bench, their own process: COUNT Modbus TCP servers on loopback, each with
// VALUES float32 values in input registers. In shape `all` every value changes every second, in shape
// `third` one in three does. Prints its ports as JSON, ends when its parent goes.
import { openModbusTcpServer } from "#simulators/servers/modbus-tcp-server.ts";

const [count = "10", values = "1000", shape = "all"] = process.argv.slice(2);
const registers = Number(values) * 2;

/** All registers of a device at one second. */
function imageAt(device: number, second: number): Uint16Array {
  const image = new Uint16Array(registers);
  const view = new DataView(image.buffer);
  for (let i = 0; i < registers / 2; i++) {
    const tick = shape === "third" ? Math.floor((second + i) / 3) : second;
    const value = Math.fround(200 + Math.round(500 * Math.sin((tick + i + device) / 40)) / 10);
    view.setFloat32(i * 4, value);
    // The image holds registers in the machine's order; a float's two words are big-endian on the wire.
    const [high, low] = [view.getUint16(i * 4), view.getUint16(i * 4 + 2)];
    image[i * 2] = high;
    image[i * 2 + 1] = low;
  }
  return image;
}

const servers = await Promise.all(
  Array.from({ length: Number(count) }, (_, device) => {
    let second = -1;
    let image: Uint16Array = new Uint16Array(registers);
    const read = (address: number, words: number) => {
      const now = Math.floor(Date.now() / 1000);
      if (now !== second) {
        second = now;
        image = imageAt(device, now);
      }
      return address + words > registers
        ? (0x02 as const)
        : image.subarray(address, address + words);
    };
    return openModbusTcpServer({
      devices: [{ unit: 1, readHolding: () => 0x02, readInput: read }],
      host: "127.0.0.1",
      port: 0,
    });
  }),
);
process.stdout.write(`${JSON.stringify(servers.map((server) => server.address().port))}\n`);
process.stdin.resume();
process.stdin.once("end", () => process.exit(0));
