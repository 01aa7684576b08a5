// The devices of the gateway bench, their own process: CHANNELS Modbus TCP servers on loopback, each with UNITS units
// of VALUES float32 values in input registers. In shape `all` every value changes every STEP ms, in shape `third` one
// in three does. The last DEAD units of the first server never answer. Prints its ports as JSON, ends when its
// parent goes.
import { openModbusTcpServer } from "#simulators/servers/modbus-tcp-server.ts";

const [channels = "10", units = "1", values = "1000", shape = "all", step = "1000", dead = "0"] =
  process.argv.slice(2);
const registers = Number(values) * 2;

/** All registers of a device in one step. */
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

function unitOf(device: number, unit: number) {
  let last = -1;
  let image: Uint16Array = new Uint16Array(registers);
  const readInput = (address: number, words: number) => {
    const now = Math.floor(Date.now() / Number(step));
    if (now !== last) {
      last = now;
      image = imageAt(device, now);
    }
    return address + words > registers ? (0x02 as const) : image.subarray(address, address + words);
  };
  return { unit, readHolding: () => 0x02 as const, readInput };
}

const servers = await Promise.all(
  Array.from({ length: Number(channels) }, (_, channel) => {
    const alive = Number(units) - (channel === 0 ? Number(dead) : 0);
    return openModbusTcpServer({
      devices: Array.from({ length: Number(units) }, (_unit, i) =>
        unitOf(channel * Number(units) + i, i + 1),
      ),
      hook: { replies: ({ unit }) => (unit > alive ? [] : undefined) },
      host: "127.0.0.1",
      port: 0,
    });
  }),
);
process.stdout.write(`${JSON.stringify(servers.map((server) => server.address().port))}\n`);
process.stdin.resume();
process.stdin.once("end", () => process.exit(0));
