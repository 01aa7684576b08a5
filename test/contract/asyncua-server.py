# An OPC UA server that nobody here wrote (asyncua). Arguments: port, namespace URIs in the order of the table.
import asyncio
import datetime
import sys

from asyncua import Server, ua

PLC = "http://maker.example/plc"
SINCE = datetime.datetime(2026, 1, 5, 8, tzinfo=datetime.timezone.utc)


async def main(port, uris):
    server = Server()
    await server.init()
    server.set_endpoint(f"opc.tcp://127.0.0.1:{port}/")
    server.set_security_policy([ua.SecurityPolicyType.NoSecurity])
    for uri in uris:
        await server.register_namespace(uri)
    for uri in uris:
        index = await server.get_namespace_index(uri)
        machine = await server.nodes.objects.add_object(
            ua.NodeId("machine", index), ua.QualifiedName("machine", index)
        )
        # Every namespace has the same identifiers; only the PLC's hold the true values.
        true = uri == PLC
        variables = [
            ('"DB"."level"', -12 if true else 666, ua.VariantType.Int16),
            ("count", 2**60 + 1 if true else 666, ua.VariantType.UInt64),
        ]
        for name, value, kind in variables:
            node = await machine.add_variable(
                ua.NodeId(name, index), ua.QualifiedName(name, index), value, kind
            )
            await node.write_value(ua.DataValue(ua.Variant(value, kind), SourceTimestamp=SINCE))
    async with server:
        print("ready", flush=True)
        await asyncio.Event().wait()


asyncio.run(main(int(sys.argv[1]), sys.argv[2:]))
