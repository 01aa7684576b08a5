// Debian's python3-pymodbus as a Modbus TCP server that nobody here wrote. Input registers 0.. hold a uint32
// counter and float32 values that change with it, big-endian; the counter moves every 100 ms.
import { spawn } from "node:child_process";
import { onTestFinished } from "vitest";

const program = `
import struct, sys, threading, time
from pymodbus.datastore import ModbusSequentialDataBlock, ModbusSlaveContext, ModbusServerContext
from pymodbus.server import StartTcpServer

block = ModbusSequentialDataBlock(0, [0] * 100)
store = ModbusSlaveContext(di=block, co=block, hr=block, ir=block, zero_mode=True)

def registers(counter):
    data = struct.pack(">Iff", counter, counter * 0.1, -counter / 3)
    return list(struct.unpack(">6H", data))

def change():
    counter = 0
    while True:
        store.setValues(4, 0, registers(counter))
        counter += 1
        time.sleep(0.1)

threading.Thread(target=change, daemon=True).start()
print("ready", flush=True)
StartTcpServer(context=ModbusServerContext(slaves=store, single=True), address=("127.0.0.1", int(sys.argv[1])))
`;

/** Starts the server; it ends with the test. */
export async function startPymodbus(port: number): Promise<void> {
  const child = spawn("/usr/bin/python3", ["-c", program, String(port)], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout.once("data", () => resolve());
    child.once("exit", (code) => reject(new Error(`pymodbus ended with ${code}: ${errors}`)));
  });
}
