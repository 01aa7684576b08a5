// A server's address space as recognition needs it. Nodes are texts by namespace URI, `nsu=http://…;i=1001`, as
// an address's `node` writes them: indexes are another server's affair.

/** below: along hierarchical references. supertype: what a type is derived from. type: HasTypeDefinition. */
export type Relation = "below" | "supertype" | "type";

export type ChildNode = {
  readonly node: string;
  /** Of its browse name; null is OPC UA's own. */
  readonly uri: string | null;
  readonly name: string;
  readonly kind: "object" | "variable" | "other";
  /** Its type definition. */
  readonly type: string | undefined;
};

export interface AddressSpace {
  /** URIs of the server's table. */
  readonly namespaces: readonly string[];
  /** One list per node, in order; empty for a node that is not there. Rejects when the link is lost. */
  children(
    nodes: readonly string[],
    relation: Relation,
  ): Promise<readonly (readonly ChildNode[])[]>;
  /** Texts at the ends of paths from a node; undefined where there is none. Rejects when the link is lost. */
  texts(
    from: string,
    paths: readonly (readonly { readonly uri: string | null; readonly name: string }[])[],
  ): Promise<readonly (string | undefined)[]>;
}
