# Instruments that nobody here wrote: reads template files, thinks out a raw number for every signal, lays it into
# registers by struct, and serves them with pymodbus. Prints one line of JSON: what a reader shall find.
# Usage: template-image.py PORT TEMPLATE... ; unit ids from 1 in the order of the files.
import faulthandler
import json
import struct
import sys
from decimal import Decimal

from pymodbus.datastore import ModbusServerContext, ModbusSlaveContext, ModbusSparseDataBlock
from pymodbus.server import StartTcpServer

INTEGERS = {
    "int8": "b", "uint8": "B", "int16": "h", "uint16": "H", "int32": "i", "uint32": "I", "int64": "q", "uint64": "Q",
}
FLOATS = {"float16": "e", "float32": "f", "float64": "d"}


def in_order(data, order):
    """Bytes as they lie on the wire; `data` is big endian."""
    words = [data[i : i + 2] for i in range(0, len(data), 2)]
    if order in ("CDAB", "DCBA"):
        words.reverse()
    if order in ("BADC", "DCBA"):
        words = [word[::-1] for word in words]
    return b"".join(words)


def raw_of(signal, address, n):
    """Distinct, positive, within the narrowest type."""
    kind = address["type"]
    if "raw" in signal:
        return signal["raw"]
    if kind in FLOATS:
        return 1000.5 + n * 0.25
    if kind in ("int8", "uint8"):
        return 20 + n
    return 1000 + 37 * n


def registers(address, raw):
    kind = address["type"]
    if kind in FLOATS:
        data = struct.pack(">" + FLOATS[kind], raw)
    elif kind == "string":
        data = raw.encode("ascii").ljust(2 * address["length"], b"\0")
    else:
        data = struct.pack(">" + INTEGERS[kind], raw)
    return in_order(data, address.get("wordOrder", "ABCD"))


def shown(address, raw):
    scale, offset = address.get("scale", 1), address.get("offset", 0)
    if scale == 1 and offset == 0:
        return raw
    return float(Decimal(str(raw)) * Decimal(str(scale)) + Decimal(str(offset)))


class Unit:
    def __init__(self, template):
        self.tables = {name: {} for name in ("input", "holding", "coil", "discrete")}
        self.expected = {}
        self.identity = {}
        self.wanted = self.choices(template.get("derived", []))
        for n, signal in enumerate(template["signals"]):
            self.lay(signal, signal["address"], n)
        for n, source in enumerate(template.get("identity", [])):
            raw = f"ID-{n}" if source["address"]["type"] == "string" else 26010000 + n
            self.write(source["address"], registers(source["address"], raw))
            self.identity[source["key"]] = str(raw)
        for signal in template.get("derived", []):
            self.expected[signal["id"]] = self.derived(signal)

    def choices(self, derived):
        """Raw values that the derived signals understand."""
        chosen = {}
        for signal in derived:
            if signal["kind"] == "enumeration":
                chosen[signal["from"]] = signal["states"][1]["raw"]
            elif signal["kind"] == "decimal-point":
                chosen[signal["decimals"]] = 2
            elif signal["kind"] == "truth-table":
                row = signal["rows"][1]["when"]
                chosen.update({name: row[name] for name in signal["from"]})
            elif signal["kind"] == "pulse":
                chosen[signal["from"]] = True
        return chosen

    def derived(self, signal):
        kind = signal["kind"]
        if kind == "enumeration":
            return signal["states"][1]["state"]
        if kind == "truth-table":
            return signal["rows"][1]["state"]
        if kind == "decimal-point":
            return self.expected[signal["from"]] / 100
        if kind == "counter":
            return self.expected[signal["from"]]
        # Closed from the first look on: no edge was seen.
        return 0

    def lay(self, signal, address, n):
        table, at, kind = address["table"], address["address"], address["type"]
        name = signal["id"]
        if kind == "boolean":
            value = self.wanted.get(name, n % 2 == 0)
            if table in ("coil", "discrete"):
                self.tables[table][at] = value
            else:
                self.tables[table].setdefault(at, 0)
                self.tables[table][at] |= int(value) << address["bit"]
            self.expected[name] = value
            return
        raw = self.wanted.get(name, raw_of(signal, address, n))
        if kind in ("int8", "uint8"):
            self.tables[table].setdefault(at, 0)
            self.tables[table][at] |= (raw & 0xFF) << (8 if address["half"] == "high" else 0)
        else:
            self.write(address, registers(address, raw))
        self.expected[name] = shown(address, raw)

    def write(self, address, data):
        for i, (word,) in enumerate(struct.iter_unpack(">H", data)):
            self.tables[address["table"]][address["address"] + i] = word

    def context(self):
        def block(values):
            return ModbusSparseDataBlock(values or {65535: 0})

        return ModbusSlaveContext(
            di=block(self.tables["discrete"]), co=block(self.tables["coil"]),
            hr=block(self.tables["holding"]), ir=block(self.tables["input"]), zero_mode=True,
        )


# Nobody needs them longer, whatever becomes of who started them.
faulthandler.dump_traceback_later(300, exit=True)
units = {}
for number, path in enumerate(sys.argv[2:], 1):
    with open(path, encoding="utf-8") as file:
        units[number] = Unit(json.load(file))
said = {number: {"values": unit.expected, "identity": unit.identity} for number, unit in units.items()}
# Before it listens: whoever reads this waits until it does.
print(json.dumps(said), flush=True)
StartTcpServer(
    context=ModbusServerContext(slaves={n: unit.context() for n, unit in units.items()}, single=False),
    address=("127.0.0.1", int(sys.argv[1])),
)
