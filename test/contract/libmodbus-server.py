# A Modbus server that nobody here wrote: libmodbus (C), one unit without holes that ends where its map ends.
# Usage: libmodbus-server.py tcp|rtu PLACE MAP, where PLACE is a port, or the path of a serial line (115 200 baud, 8N1),
# and MAP is JSON {"input": {"0": 17142}, "holding": {}, "coil": {}, "discrete": {}}. The unit is 1. Prints `ready`.
import ctypes
import json
import sys

library = ctypes.CDLL("libmodbus.so.5", use_errno=True)


class Mapping(ctypes.Structure):
    """modbus_mapping_t of libmodbus 3.1."""

    _fields_ = [
        (name, ctypes.c_int)
        for table in ("bits", "input_bits", "input_registers", "registers")
        for name in ("nb_" + table, "start_" + table)
    ] + [
        ("tab_bits", ctypes.POINTER(ctypes.c_uint8)),
        ("tab_input_bits", ctypes.POINTER(ctypes.c_uint8)),
        ("tab_input_registers", ctypes.POINTER(ctypes.c_uint16)),
        ("tab_registers", ctypes.POINTER(ctypes.c_uint16)),
    ]


library.modbus_new_tcp.restype = ctypes.c_void_p
library.modbus_new_rtu.restype = ctypes.c_void_p
library.modbus_mapping_new.restype = ctypes.POINTER(Mapping)

wire, place = sys.argv[1:3]
tables = [
    {int(at): value for at, value in json.loads(sys.argv[3]).get(name, {}).items()}
    for name in ("coil", "discrete", "holding", "input")
]
mapping = library.modbus_mapping_new(*(max(table, default=-1) + 1 for table in tables))
for table, values in zip(("bits", "input_bits", "registers", "input_registers"), tables):
    for at, value in values.items():
        getattr(mapping.contents, "tab_" + table)[at] = value

if wire == "tcp":
    context = ctypes.c_void_p(library.modbus_new_tcp(b"127.0.0.1", int(place)))
else:
    rtu = library.modbus_new_rtu(place.encode(), 115200, ctypes.c_char(b"N"), 8, 1)
    context = ctypes.c_void_p(rtu)
library.modbus_set_slave(context, 1)
listener = ctypes.c_int(library.modbus_tcp_listen(context, 1) if wire == "tcp" else -1)
if wire == "rtu" and library.modbus_connect(context) != 0:
    sys.exit("cannot open the line")
print("ready", flush=True)
query = (ctypes.c_uint8 * 260)()
while True:
    if wire == "tcp" and library.modbus_tcp_accept(context, ctypes.byref(listener)) < 0:
        sys.exit("accept failed")
    while True:
        length = library.modbus_receive(context, query)
        if length > 0:
            library.modbus_reply(context, query, length, mapping)
        elif length < 0:
            break
    if wire == "tcp":
        library.modbus_close(context)
