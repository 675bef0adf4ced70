import { loadBeside, nodeProcess } from "../runtime.ts";

/** What tasks have in Node, Bun and Deno alone: files, processes, threads. */
export type TaskNodeSide = typeof import("./node/index.ts");

let side: TaskNodeSide | null = null;

/** The part for Node, Bun and Deno; null elsewhere. */
export function loadNodeSide(): TaskNodeSide | null {
  const node = nodeProcess();
  side ??= node && loadBeside<TaskNodeSide>(node, "./tasks/node/index", "@cairn/sdk/tasks/node");
  return side;
}
