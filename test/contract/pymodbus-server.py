# A Modbus server that nobody here wrote: pymodbus over two maps with holes.
# Usage: pymodbus-server.py tcp|rtu-tcp|rtu PLACE MAP, where PLACE is a port, or the path of a serial line (115 200 baud),
# and MAP is JSON
# {"units": {"1": {"input": {"0": 17142}, "holding": {}, "coil": {}, "discrete": {}}}}.
import json
import sys

from pymodbus.datastore import ModbusServerContext, ModbusSlaveContext, ModbusSparseDataBlock
from pymodbus.device import ModbusDeviceIdentification
from pymodbus.server import StartSerialServer, StartTcpServer
from pymodbus.transaction import ModbusRtuFramer, ModbusSocketFramer


def block(values):
    return ModbusSparseDataBlock({int(at): value for at, value in values.items()} or {65535: 0})


def unit(tables):
    return ModbusSlaveContext(
        di=block(tables.get("discrete", {})),
        co=block(tables.get("coil", {})),
        hr=block(tables.get("holding", {})),
        ir=block(tables.get("input", {})),
        zero_mode=True,
    )


identity = ModbusDeviceIdentification()
identity.VendorName = "pymodbus"
identity.ProductCode = "PM"
identity.MajorMinorRevision = "3.0"
wire, place = sys.argv[1:3]
units = {int(number): unit(tables) for number, tables in json.loads(sys.argv[3])["units"].items()}
context = ModbusServerContext(slaves=units, single=False)
if wire == "rtu":
    StartSerialServer(
        context=context, identity=identity, framer=ModbusRtuFramer, port=place, baudrate=115200
    )
else:
    StartTcpServer(
        context=context,
        identity=identity,
        framer=ModbusRtuFramer if wire == "rtu-tcp" else ModbusSocketFramer,
        address=("127.0.0.1", int(place)),
    )
