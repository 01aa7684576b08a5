// Walks the machines of any OPC UA server as their specifications define them, knowing nothing of the server:
// what each type demands is read from the type as the server itself declares it.
import {
  AttributeIds,
  BrowseDirection,
  type ClientSession,
  type DataValue,
  NodeClass,
  type NodeId,
  type ReferenceDescription,
} from "node-opcua";

export const uris = {
  di: "http://opcfoundation.org/UA/DI/",
  machinery: "http://opcfoundation.org/UA/Machinery/",
  machineTool: "http://opcfoundation.org/UA/MachineTool/",
  woodworking: "http://opcfoundation.org/UA/Woodworking/",
} as const;

/** Part 6 Annex A: ids of namespace 0. */
const HIERARCHICAL = "i=33";
const AGGREGATES = "i=44";
const HAS_TYPE = "i=40";
const HAS_SUBTYPE = "i=45";
const HAS_MODELLING_RULE = "i=37";
const HAS_INTERFACE = "i=17603";
const MANDATORY = "i=78";
const OPTIONAL = "i=80";
const ENUMERATION = "i=29";
/** Built-in types; enumerations travel as Int32 (6), DataTypes of structures as 22. */
const LAST_BUILT_IN = 25;
const MAX_DEPTH = 8;

export type MachineKind = "woodworking" | "machine-tool" | "machinery";
export type FoundMachine = {
  readonly kind: MachineKind;
  readonly nodeId: string;
  readonly name: string;
};

/** What an instance must have by its type, and what it has. */
export type CheckedMember = {
  /** Browse names below the machine, as `Monitoring/MachineTool`. */
  readonly path: string;
  readonly nodeId: string;
  readonly value?: DataValue;
};

export type MachineCheck = {
  readonly members: readonly CheckedMember[];
  /** One line for each mandatory member that is missing, bad or of another type. */
  readonly problems: readonly string[];
};

type Declaration = { readonly reference: ReferenceDescription; readonly mandatory: boolean };

type Found = { readonly members: CheckedMember[]; readonly problems: string[] };

export class CompanionWalk {
  readonly #session: ClientSession;
  readonly namespaces: readonly string[];
  readonly #browsed = new Map<string, Promise<readonly ReferenceDescription[]>>();
  readonly #declared = new Map<string, Promise<readonly Declaration[]>>();

  private constructor(session: ClientSession, namespaces: readonly string[]) {
    this.#session = session;
    this.namespaces = namespaces;
  }

  static async open(session: ClientSession): Promise<CompanionWalk> {
    return new CompanionWalk(session, await session.readNamespaceArray());
  }

  index(uri: string): number {
    const index = this.namespaces.indexOf(uri);
    if (index < 0) throw new Error(`the server has no namespace ${uri}`);
    return index;
  }

  /** Machinery i=1001 leads to all machines (OPC 40001-1 §9.2). */
  async machines(): Promise<readonly FoundMachine[]> {
    const listed = await this.browse(`ns=${this.index(uris.machinery)};i=1001`, HIERARCHICAL);
    const objects = listed.filter(({ nodeClass }) => nodeClass === NodeClass.Object);
    const found = await Promise.all(
      objects.map(async ({ nodeId, browseName }) => {
        const kind = await this.#kindOf(nodeId.toString());
        return kind === undefined
          ? []
          : [{ kind, nodeId: nodeId.toString(), name: browseName.name ?? "" }];
      }),
    );
    return found.flat();
  }

  async #kindOf(nodeId: string): Promise<MachineKind | undefined> {
    const types = await this.#withSupertypes(await this.typeOf(nodeId));
    const isType = (uri: string, id: number): boolean =>
      this.namespaces.includes(uri) && types.includes(`ns=${this.index(uri)};i=${id}`);
    if (isType(uris.woodworking, 2)) return "woodworking";
    if (isType(uris.machineTool, 13)) return "machine-tool";
    const di = this.index(uris.di);
    const members = await this.browse(nodeId, AGGREGATES);
    return members.some(
      ({ browseName }) => browseName.name === "Identification" && browseName.namespaceIndex === di,
    )
      ? "machinery"
      : undefined;
  }

  /**
   * Everything that the machine's type demands, and that the types of its members demand, members that no type
   * foresees (add-ins, channels, tools) included.
   * @param type its own unless it is to be held against another.
   */
  async check({ nodeId }: FoundMachine, type?: string): Promise<MachineCheck> {
    const found: Found = { members: [], problems: [] };
    await this.#checkNode(nodeId, [type ?? (await this.typeOf(nodeId))], "", found, 0);
    return found;
  }

  /** @param sources the type, and the declaration within a type, that say what the node must have. */
  async #checkNode(
    nodeId: string,
    sources: readonly string[],
    path: string,
    found: Found,
    depth: number,
  ): Promise<void> {
    if (depth > MAX_DEPTH) throw new Error(`${path}: deeper than ${MAX_DEPTH}`);
    const declarations = new Map(
      (await this.#declarations(sources)).map((each) => [`${each.reference.browseName}`, each]),
    );
    const present = await this.browse(nodeId, AGGREGATES);
    const names = new Set(present.map(({ browseName }) => `${browseName}`));
    const below = (name: string | null): string => (path === "" ? `${name}` : `${path}/${name}`);
    for (const [name, { reference, mandatory }] of declarations) {
      if (!mandatory || names.has(name)) continue;
      found.problems.push(`${below(reference.browseName.name)}: missing`);
    }
    for (const member of present) {
      const declared = declarations.get(`${member.browseName}`)?.reference;
      await this.#checkMember(member, declared, below(member.browseName.name), found, depth);
    }
  }

  async #checkMember(
    member: ReferenceDescription,
    declared: ReferenceDescription | undefined,
    place: string,
    found: Found,
    depth: number,
  ): Promise<void> {
    const id = member.nodeId.toString();
    const declaration = declared?.nodeId.toString() ?? id;
    const value = await this.#checkValue(id, declaration, member, place, found.problems);
    found.members.push({ path: place, nodeId: id, ...(value === undefined ? {} : { value }) });
    if (member.nodeClass === NodeClass.Method) return;
    const type = await this.typeOf(id);
    const types = await this.#withSupertypes(type);
    if (declared !== undefined && member.nodeClass !== declared.nodeClass) {
      found.problems.push(`${place}: another class`);
    } else if (!types.includes(await this.typeOf(declaration))) {
      found.problems.push(`${place}: another type`);
    }
    await this.#checkNode(id, declared ? [type, declaration] : [type], place, found, depth + 1);
  }

  async #checkValue(
    id: string,
    declaration: string,
    member: ReferenceDescription,
    place: string,
    problems: string[],
  ): Promise<DataValue | undefined> {
    if (member.nodeClass !== NodeClass.Variable) return undefined;
    const value = await this.read(id, AttributeIds.Value);
    if (!value.statusCode.isGood()) {
      problems.push(`${place}: ${value.statusCode.name}`);
      return value;
    }
    const type = String((await this.read(id, AttributeIds.DataType)).value.value as NodeId);
    const declared = String((await this.read(declaration, AttributeIds.DataType)).value.value);
    const types = await this.#withSupertypes(type);
    if (!types.includes(declared)) problems.push(`${place}: ${type} is no ${declared}`);
    if (value.value.dataType !== builtIn(types)) {
      problems.push(`${place}: ${type} travels as built-in type ${value.value.dataType}`);
    }
    return value;
  }

  /** Instance declarations of types with their supertypes and interfaces, and of other declarations. */
  async #declarations(sources: readonly string[]): Promise<readonly Declaration[]> {
    const all = await Promise.all(sources.map((source) => this.#declaredBy(source)));
    const byName = new Map<string, Declaration>();
    for (const declaration of all.flat().reverse()) {
      const name = declaration.reference.browseName.toString();
      const mandatory = declaration.mandatory || byName.get(name)?.mandatory === true;
      byName.set(name, { reference: declaration.reference, mandatory });
    }
    return [...byName.values()];
  }

  #declaredBy(source: string): Promise<readonly Declaration[]> {
    const known = this.#declared.get(source) ?? this.#readDeclared(source);
    this.#declared.set(source, known);
    return known;
  }

  async #readDeclared(source: string): Promise<readonly Declaration[]> {
    const own = await Promise.all(
      (await this.browse(source, AGGREGATES)).map(async (reference) => {
        const [rule] = await this.browse(reference.nodeId.toString(), HAS_MODELLING_RULE);
        const id = rule?.nodeId.toString();
        if (id !== `ns=0;${MANDATORY}` && id !== `ns=0;${OPTIONAL}`) return [];
        return [{ reference, mandatory: id === `ns=0;${MANDATORY}` }];
      }),
    );
    const above = [
      ...(await this.browse(source, HAS_SUBTYPE, BrowseDirection.Inverse)),
      ...(await this.browse(source, HAS_INTERFACE)),
    ];
    const inherited = await Promise.all(
      above.map(({ nodeId }) => this.#declaredBy(nodeId.toString())),
    );
    return [...own.flat(), ...inherited.flat()];
  }

  async typeOf(nodeId: string): Promise<string> {
    const [type] = await this.browse(nodeId, HAS_TYPE);
    return type?.nodeId.toString() ?? "";
  }

  async #withSupertypes(type: string): Promise<readonly string[]> {
    if (type === "") return [];
    const [above] = await this.browse(type, HAS_SUBTYPE, BrowseDirection.Inverse);
    return above === undefined
      ? [type]
      : [type, ...(await this.#withSupertypes(above.nodeId.toString()))];
  }

  /** Asked once only: the servers walked here do not change their address space. */
  browse(
    nodeId: string,
    referenceTypeId: string,
    browseDirection = BrowseDirection.Forward,
  ): Promise<readonly ReferenceDescription[]> {
    const key = `${nodeId} ${referenceTypeId} ${browseDirection}`;
    const known = this.#browsed.get(key) ?? this.#browse(nodeId, referenceTypeId, browseDirection);
    this.#browsed.set(key, known);
    return known;
  }

  async #browse(
    nodeId: string,
    referenceTypeId: string,
    browseDirection: BrowseDirection,
  ): Promise<readonly ReferenceDescription[]> {
    const { references, statusCode } = await this.#session.browse({
      nodeId,
      referenceTypeId,
      includeSubtypes: true,
      browseDirection,
      resultMask: 63,
    });
    if (!statusCode.isGood()) throw new Error(`${nodeId}: ${statusCode.name}`);
    return references ?? [];
  }

  read(nodeId: string, attributeId: AttributeIds): Promise<DataValue> {
    return this.#session.read({ nodeId, attributeId });
  }
}

/** As what a value of the first of these types travels. */
function builtIn(types: readonly string[]): number | undefined {
  if (types.includes(`ns=0;${ENUMERATION}`)) return 6;
  const numbers = types.map((type) => /^ns=0;i=(\d+)$/.exec(type)?.[1]).map(Number);
  return numbers.find((number) => number >= 1 && number <= LAST_BUILT_IN);
}
