import type { ParamValue } from "@cairn/sdk/schema";

/** A part of a configuration: a value, or a group of parts. */
export interface ConfigNode {
  /** The last part of the name. */
  name: string;
  /** The whole name, or that of the group. */
  path: string;
  value?: ParamValue;
  children: ConfigNode[];
  /** Values at and below it. */
  count: number;
}

/** Params as a tree: names are cut at `/` and `.`, as nested configurations are flattened. A name that is also a group's keeps its value. */
export function configTree(params: Readonly<Record<string, ParamValue>>): ConfigNode[] {
  const root: ConfigNode = { name: "", path: "", children: [], count: 0 };
  for (const [key, value] of Object.entries(params)) {
    let node = root;
    root.count++;
    for (const { name, path } of partsOf(key)) {
      let next = node.children.find((child) => child.name === name);
      if (!next) {
        next = { name, path, children: [], count: 0 };
        node.children.push(next);
      }
      node = next;
      node.count++;
    }
    node.value = value;
  }
  return sorted(root.children);
}

/** "a/b.c" in a, b and c; a name that begins or ends with a separator, or holds a number with a point, stays whole there. */
function partsOf(key: string): { name: string; path: string }[] {
  const parts: { name: string; path: string }[] = [];
  let from = 0;
  for (let i = 1; i < key.length - 1; i++) {
    const isCut = key[i] === "/" || (key[i] === "." && !/\d/.test(key[i + 1] ?? ""));
    if (!isCut || i === from) continue;
    parts.push({ name: key.slice(from, i), path: key.slice(0, i) });
    from = i + 1;
  }
  parts.push({ name: key.slice(from), path: key });
  return parts;
}

const collator = new Intl.Collator("en", { numeric: true });

function sorted(nodes: ConfigNode[]): ConfigNode[] {
  for (const node of nodes) node.children = sorted(node.children);
  return nodes.sort((a, b) => collator.compare(a.name, b.name));
}

/** The parts that match: those whose name or value holds the text, with everything above them. */
export function filteredTree(nodes: readonly ConfigNode[], search: string): ConfigNode[] {
  const text = search.trim().toLocaleLowerCase();
  if (!text) return [...nodes];
  return nodes.flatMap((node) => {
    const children = filteredTree(node.children, search);
    const isMatch =
      node.path.toLocaleLowerCase().includes(text) ||
      String(node.value ?? "")
        .toLocaleLowerCase()
        .includes(text);
    return isMatch && node.value !== undefined ? [{ ...node, children }] : children.length > 0 ? [{ ...withoutValue(node), children }] : [];
  });
}

function withoutValue({ name, path, count }: ConfigNode): ConfigNode {
  return { name, path, count, children: [] };
}
