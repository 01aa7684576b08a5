// The driver for RTU frames in a TCP stream keeps the driver contract and what every Modbus driver promises.
import { modbusContract } from "./modbus-contract.ts";
import { rtuTcpWire } from "./modbus-wires.ts";

modbusContract(rtuTcpWire);
