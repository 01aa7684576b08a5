# A Modbus TCP server that nobody here wrote: pymodbus over two maps with holes.
# Usage: pymodbus-server.py PORT MAP, where MAP is JSON
# {"units": {"1": {"input": {"0": 17142}, "holding": {}, "coil": {}, "discrete": {}}}}.
import json
import sys

from pymodbus.datastore import ModbusServerContext, ModbusSlaveContext, ModbusSparseDataBlock
from pymodbus.device import ModbusDeviceIdentification
from pymodbus.server import StartTcpServer


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
units = {int(number): unit(tables) for number, tables in json.loads(sys.argv[2])["units"].items()}
StartTcpServer(
    context=ModbusServerContext(slaves=units, single=False),
    identity=identity,
    address=("127.0.0.1", int(sys.argv[1])),
)
