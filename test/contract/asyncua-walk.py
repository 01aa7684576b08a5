# Walks the machines of an OPC UA server with a client that nobody here wrote (asyncua), by the definitions of the
# specifications. Argument: endpoint URL. Prints JSON: per machine its kind, how many members were held against their
# declarations, what is wrong, and the state with the flags that it must follow from.
import asyncio
import json
import sys

from asyncua import Client, ua

MACHINERY = "http://opcfoundation.org/UA/Machinery/"
MACHINE_TOOL = "http://opcfoundation.org/UA/MachineTool/"
WOODWORKING = "http://opcfoundation.org/UA/Woodworking/"
DI = "http://opcfoundation.org/UA/DI/"
O = ua.ObjectIds
FORWARD, INVERSE = ua.BrowseDirection.Forward, ua.BrowseDirection.Inverse


def of(thing, name):
    """asyncua before 2 ends the names of some members with an underscore."""
    return getattr(thing, name) if hasattr(thing, name) else getattr(thing, name + "_")


def key(ref):
    return ref.BrowseName.NamespaceIndex, ref.BrowseName.Name


class Walk:
    def __init__(self, client, uris, seen):
        self.client = client
        self.uris = uris
        self.seen = seen
        self.checked = 0
        self.problems = []

    async def refs(self, node_id, kind, direction=FORWARD):
        asked = (node_id, kind, direction)
        if asked not in self.seen:
            node = self.client.get_node(node_id)
            self.seen[asked] = await node.get_references(refs=kind, direction=direction, includesubtypes=True)
        return self.seen[asked]

    async def type_of(self, node_id):
        found = await self.refs(node_id, O.HasTypeDefinition)
        return found[0].NodeId if found else None

    async def with_supertypes(self, type_id):
        types = []
        while type_id is not None:
            types.append(type_id)
            above = await self.refs(type_id, O.HasSubtype, INVERSE)
            type_id = above[0].NodeId if above else None
        return types

    async def declared(self, source):
        if ("declared", source) not in self.seen:
            self.seen["declared", source] = await self.read_declared(source)
        return self.seen["declared", source]

    async def read_declared(self, source):
        members = {}
        for above in [*await self.refs(source, O.HasSubtype, INVERSE), *await self.refs(source, O.HasInterface)]:
            members.update(await self.declared(above.NodeId))
        for ref in await self.refs(source, O.Aggregates):
            rules = [rule.NodeId for rule in await self.refs(ref.NodeId, O.HasModellingRule)]
            if ua.NodeId(O.ModellingRule_Mandatory) in rules:
                members[key(ref)] = (ref, True)
            elif ua.NodeId(O.ModellingRule_Optional) in rules:
                members[key(ref)] = (ref, False)
        return members

    async def check(self, node_id, sources, path=""):
        members = {}
        for source in sources:
            for name, (ref, mandatory) in (await self.declared(source)).items():
                members[name] = (ref, mandatory or (name in members and members[name][1]))
        present = {key(ref): ref for ref in await self.refs(node_id, O.Aggregates)}
        for name, (_, mandatory) in members.items():
            if mandatory and name not in present:
                self.problems.append(f"{path}/{name[1]}: missing")
        for name, ref in present.items():
            place = f"{path}/{name[1]}"
            declaration = members[name][0].NodeId if name in members else ref.NodeId
            await self.check_value(ref, declaration, place)
            if of(ref, "NodeClass") == ua.NodeClass.Method:
                continue
            kind = await self.type_of(ref.NodeId)
            if await self.type_of(declaration) not in await self.with_supertypes(kind):
                self.problems.append(f"{place}: another type")
            await self.check(ref.NodeId, [kind, declaration], place)

    async def check_value(self, ref, declaration, place):
        self.checked += 1
        if of(ref, "NodeClass") != ua.NodeClass.Variable:
            return
        node = self.client.get_node(ref.NodeId)
        value = await node.read_data_value(raise_on_bad_status=False)
        status = of(value, "StatusCode")
        if not status.is_good():
            self.problems.append(f"{place}: {status.name}")
            return
        wanted = await self.client.get_node(declaration).read_data_type()
        types = await self.with_supertypes(await node.read_data_type())
        if wanted not in types:
            self.problems.append(f"{place}: of another data type")
        enumeration = ua.NodeId(O.Enumeration) in types
        numbers = [t.Identifier for t in types if t.NamespaceIndex == 0 and 0 < t.Identifier <= 25]
        built_in = ua.VariantType.Int32.value if enumeration else numbers[0]
        if value.Value.VariantType.value != built_in:
            self.problems.append(f"{place}: travels as {value.Value.VariantType}")

    def id(self, uri, number):
        return ua.NodeId(number, self.uris.index(uri)) if uri in self.uris else None

    async def kind(self, node_id):
        types = await self.with_supertypes(await self.type_of(node_id))
        if self.id(WOODWORKING, 2) in types:
            return "woodworking"
        if self.id(MACHINE_TOOL, 13) in types:
            return "machine-tool"
        members = [key(ref) for ref in await self.refs(node_id, O.Aggregates)]
        return "machinery" if (self.uris.index(DI), "Identification") in members else None

    async def state(self, node_id):
        ww = self.uris.index(WOODWORKING)
        unit = await self.client.get_node(node_id).get_child([f"{ww}:State", f"{ww}:Machine"])
        flags = await (await unit.get_child([f"{ww}:Flags"])).get_children()
        current = await unit.get_child([f"{ww}:Overview", f"{ww}:CurrentState"])
        names = [(await flag.read_browse_name()).Name for flag in flags]
        values = await self.client.read_values([*flags, current])
        return {"flags": dict(zip(names, values)), "state": values[-1]}


async def main(url):
    machines = []
    async with Client(url) as client:
        uris = await client.get_namespace_array()
        seen = {}
        for ref in await Walk(client, uris, seen).refs(ua.NodeId(1001, uris.index(MACHINERY)), O.HierarchicalReferences):
            walk = Walk(client, uris, seen)
            kind = await walk.kind(ref.NodeId)
            if kind is None:
                continue
            await walk.check(ref.NodeId, [await walk.type_of(ref.NodeId)])
            found = {"kind": kind, "name": ref.BrowseName.Name, "checked": walk.checked, "problems": walk.problems}
            if kind == "woodworking":
                found.update(await walk.state(ref.NodeId))
            machines.append(found)
    print(json.dumps(machines))


asyncio.run(main(sys.argv[1]))
