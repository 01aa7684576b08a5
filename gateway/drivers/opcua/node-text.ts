// Node ids and browse paths as text (OPC UA Part 6 §5.3.1.10, Part 4 Annex A.2). Pure.
// A namespace stands here by its URI only: indexes are given anew at every start of a server.

/** A node by namespace URI. `uri` null is namespace 0, OPC UA's own. */
export type NodeName = {
  readonly uri: string | null;
  /** i numeric, s text, g GUID, b bytes in base64. */
  readonly kind: "i" | "s" | "g" | "b";
  readonly id: string;
};

/** One hop along hierarchical references to the child of this browse name. */
export type BrowseStep = { readonly uri: string | null; readonly name: string };

/** The Objects folder. */
export const objectsFolder: NodeName = { uri: null, kind: "i", id: "85" };

export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: string };

const nodeForm = /^(?:ns=(?<index>\d+);|nsu=(?<uri>[^;]+);)?(?<kind>[isgb])=(?<id>[\s\S]+)$/;
const guidForm = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const base64Form = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** True for text that is meant as a node id, not as a path. */
export function isNodeText(text: string): boolean {
  return /^(?:ns=\d+;|nsu=|svr=|[isgb]=)/.test(text);
}

/** `nsu=http://maker.example/plc;s="DB"."x"`, or `i=2258` in namespace 0. */
export function parseNodeText(text: string): Parsed<NodeName> {
  const groups = nodeForm.exec(text)?.groups;
  if (groups === undefined) {
    return refuse(
      `${text}: 节点应写作 nsu=命名空间;s=名称(或 i= g= b=)· a node is nsu=URI;s=name (or i=, g=, b=)`,
    );
  }
  const { index, uri, kind, id = "" } = groups;
  if (index !== undefined && Number(index) !== 0) return refuse(`${text}: ${indexMessage(index)}`);
  if (kind === "i" && !(/^\d{1,10}$/.test(id) && Number(id) <= 0xffff_ffff)) {
    return refuse(`${text}: i= 后应为 0 到 4294967295 · i= takes 0 to 4294967295`);
  }
  if (kind === "g" && !guidForm.test(id))
    return refuse(`${text}: g= 后应为 GUID · g= takes a GUID`);
  if (kind === "b" && !base64Form.test(id)) {
    return refuse(`${text}: b= 后应为 base64 · b= takes base64`);
  }
  // Part 6 §5.3.1.11: ; and % of a URI are escaped here.
  const named = uri?.replace(/%3B/gi, ";").replace(/%25/g, "%") ?? null;
  return { ok: true, value: { uri: named, kind: kind as NodeName["kind"], id } };
}

/** The text that parseNodeText takes for it. */
export function formatNodeText({ uri, kind, id }: NodeName): string {
  if (uri === null) return `${kind}=${id}`;
  return `nsu=${uri.replaceAll("%", "%25").replaceAll(";", "%3B")};${kind}=${id}`;
}

/** One element of a path as parseBrowsePath takes it; `alias` undefined for namespace 0. */
export function formatBrowseStep(alias: string | undefined, name: string): string {
  const escaped = name.replace(/[&/:]/g, "&$&");
  return alias === undefined ? escaped : `${alias}:${escaped}`;
}

/**
 * `ww:State/ww:Machine`: browse names parted by /, each with the alias of its namespace; without one it is
 * of namespace 0. & before / : & takes away their meaning.
 * @param namespaces URI by alias.
 */
export function parseBrowsePath(
  text: string,
  namespaces: Readonly<Record<string, string>>,
): Parsed<readonly BrowseStep[]> {
  const steps: BrowseStep[] = [];
  for (const element of splitUnescaped(text, "/")) {
    const [first = "", ...rest] = splitUnescaped(element, ":");
    const step =
      rest.length === 0
        ? stepOf(undefined, first, namespaces)
        : stepOf(first, rest.join(":"), namespaces);
    if (!step.ok) return refuse(`${text}: ${step.reason}`);
    steps.push(step.value);
  }
  return { ok: true, value: steps };
}

function stepOf(
  alias: string | undefined,
  written: string,
  namespaces: Readonly<Record<string, string>>,
): Parsed<BrowseStep> {
  const name = unescaped(written);
  if (name === "" || alias === "") return refuse("路径里有空的一段 · the path has an empty step");
  if (alias === undefined || alias === "0") return { ok: true, value: { uri: null, name } };
  if (/^\d+$/.test(alias)) return refuse(indexMessage(alias));
  const uri = Object.hasOwn(namespaces, alias) ? namespaces[alias] : undefined;
  if (uri !== undefined) return { ok: true, value: { uri, name } };
  const known = Object.keys(namespaces).join(" ") || "(无 · none)";
  return refuse(
    `没有命名空间别名 ${alias},请写在 namespaces 里,现有 ${known} · no namespace alias ${alias}: add it to namespaces, there is ${known}`,
  );
}

/** Parts between separators that no & stands before; the parts keep their &. */
function splitUnescaped(text: string, separator: string): string[] {
  const parts = [""];
  for (const [letter] of text.matchAll(/&[\s\S]|[\s\S]/g)) {
    if (letter === separator) parts.push("");
    else parts[parts.length - 1] += letter;
  }
  return parts;
}

function unescaped(name: string): string {
  return name.replace(/&([\s\S])/g, "$1");
}

function refuse(reason: string): { readonly ok: false; readonly reason: string } {
  return { ok: false, reason };
}

function indexMessage(index: string): string {
  return `命名空间序号 ${index} 在服务器重启后会变,请写命名空间 URI · namespace index ${index} moves when the server restarts: write the URI`;
}
