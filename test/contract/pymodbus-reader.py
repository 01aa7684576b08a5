# A Modbus master that nobody here wrote (Debian's python3-pymodbus) reads what it is told to, decodes by struct, and
# prints JSON. Standard input: {"transport": "tcp"|"rtu-tcp"|"serial", "port", "path", "baud", "reads": [...]}, each read
# {"unit", "fc", "address", "type"} or {"unit", "fc", "address", "count"} or {"unit", "identify": true} or
# {"unit", "write": "register"|"registers"|"coil", "address"}.
import json
import struct
import sys

from pymodbus.client import ModbusSerialClient, ModbusTcpClient
from pymodbus.framer.rtu_framer import ModbusRtuFramer
from pymodbus.mei_message import ReadDeviceInformationRequest

FORMATS = {
    "u16": ">H",
    "i16": ">h",
    "i32": ">i",
    "u32": ">I",
    "f32": ">f",
    "u64": ">Q",
    "i64": ">q",
    "f64": ">d",
}
WORDS = {"u16": 1, "i16": 1, "bcd16": 1, "u64": 4, "i64": 4, "f64": 4}

job = json.load(sys.stdin)
if job["transport"] == "serial":
    client = ModbusSerialClient(job["path"], baudrate=job["baud"], timeout=1)
else:
    framed = {"framer": ModbusRtuFramer} if job["transport"] == "rtu-tcp" else {}
    client = ModbusTcpClient("127.0.0.1", port=job["port"], timeout=1, **framed)
assert client.connect()


def decode(registers, kind):
    kind, _, order = kind.partition(" ")
    if order in ("cdab", "dcba"):
        registers = registers[::-1]
    byte_order = "<" if order in ("badc", "dcba") else ">"
    data = struct.pack("%s%dH" % (byte_order, len(registers)), *registers)
    return digits(data) if kind.startswith("bcd") else struct.unpack(FORMATS[kind], data)[0]


def digits(data):
    number = 0
    for byte in data:
        for digit in (byte >> 4, byte & 15):
            assert digit < 10, data
            number = 10 * number + digit
    return number


def ask(read):
    unit = read["unit"]
    if "identify" in read:
        answer = client.execute(ReadDeviceInformationRequest(read_code=1, unit=unit))
        return [answer.information[n].decode("ascii") for n in sorted(answer.information)]
    if read.get("write") == "register":
        return client.write_register(read["address"], 1, slave=unit)
    if read.get("write") == "registers":
        return client.write_registers(read["address"], [1, 2], slave=unit)
    if read.get("write") == "coil":
        return client.write_coil(read["address"], True, slave=unit)
    kind = read.get("type")
    count = read["count"] if kind is None else WORDS.get(kind.split()[0], 2)
    function = {
        1: client.read_coils,
        2: client.read_discrete_inputs,
        3: client.read_holding_registers,
        4: client.read_input_registers,
    }[read["fc"]]
    answer = function(read["address"], count, slave=unit)
    if answer.isError():
        return answer
    if read["fc"] < 3:
        return answer.bits[:count]
    return answer.registers if kind is None else decode(answer.registers, kind)


def plain(answer):
    if hasattr(answer, "exception_code"):
        return {"exception": answer.exception_code}
    return {"silent": True} if isinstance(answer, Exception) else answer


print(json.dumps([plain(ask(read)) for read in job["reads"]]))
client.close()
