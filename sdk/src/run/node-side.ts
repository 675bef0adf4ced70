import { loadBeside, nodeProcess } from "../runtime.ts";

/** What runs can do where there is a process with files: in Node, Bun and Deno. */
export type NodeSide = typeof import("./node/index.ts");

/**
 * The part that only Node, Bun and Deno have; null elsewhere. A program bundled into one file finds it in the installed package, if there
 * is one.
 */
export function loadNodeSide(): NodeSide | null {
  const node = nodeProcess();
  return node && loadBeside<NodeSide>(node, "./run/node/index", "@cairn/sdk/node");
}
