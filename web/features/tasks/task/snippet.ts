import type { TaskParams } from "@cairn/sdk/schema";
import { readTagged } from "./tagged";

const NAME = /^[A-Za-z_$][\w$]*$/;
const WIDTH = 90;

/** What of a task its code needs. */
export interface SnippetTask {
  name: string;
  module: string | null;
  params: TaskParams;
}

/** Name of a type's constructor in code, as the SDK's `toCode()` writes it: `loadData` for `load-data`. */
const constructorOf = (name: string): string => name.replace(/-+(\w?)/g, (_, next: string) => next.toUpperCase());

/** Ids of the tasks among parameters. */
export function tasksIn(value: TaskParams): string[] {
  const tagged = readTagged(value);
  if (tagged) return tagged.kind === "task" ? [tagged.text] : [];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(tasksIn) : [];
}

/** Values that parameters take in turn, by name. */
export type Axes = { readonly [name: string]: readonly TaskParams[] };

/**
 * A program that makes a task and computes what is missing of it; with axes, a task for each combination of their values.
 *
 * @param known tasks among its parameters, and among theirs, by id; one that is not known is told as what it is, to be filled in
 */
export function snippetOf(task: SnippetTask, known: ReadonlyMap<string, SnippetTask> = new Map(), axes: Axes = {}): string {
  const imports = new Map<string, Set<string>>();
  const isSweep = Object.keys(axes).length > 0;
  const call = callOf(task, "", isSweep ? ["...point"] : []);
  const lines = [...imports].map(([module, names]) => `import { ${[...names].sort().join(", ")} } from ${JSON.stringify(module)};`);
  const program = isSweep
    ? [`const points = grid(${codeOf(axes as { [name: string]: TaskParams[] }, "")});`, `await build(points.map((point) => ${call}));`]
    : [`await build([${call}]);`];
  return [`import { ${isSweep ? "build, grid" : "build"} } from "@cairn/sdk/tasks";`, ...lines, "", ...program, ""].join("\n");

  function callOf({ name, module, params }: SnippetTask, indent: string, more: readonly string[] = []): string {
    const maker = constructorOf(name);
    const from = module ?? "./tasks.ts";
    imports.set(from, (imports.get(from) ?? new Set()).add(maker));
    const isEmpty = typeof params === "object" && params !== null && Object.keys(params).length === 0;
    return `${maker}(${isEmpty && more.length === 0 ? "" : codeOf(params, indent, more)})`;
  }
  /** `more`: what stands in an object besides, as code. */
  function codeOf(value: TaskParams, indent: string, more: readonly string[] = []): string {
    const tagged = readTagged(value);
    if (tagged) {
      const text = JSON.stringify(tagged.text);
      switch (tagged.kind) {
        case "task": {
          const found = known.get(tagged.text);
          return found ? callOf(found, indent) : `undefined /* task ${tagged.text} */`;
        }
        case "date":
          return `new Date(${text})`;
        case "bigint":
          return `${tagged.text}n`;
        case "number":
          return tagged.text === "NaN" ? "Number.NaN" : `${tagged.text.startsWith("-") ? "-" : ""}Number.POSITIVE_INFINITY`;
        case "url":
          return `new URL(${text})`;
        case "bytes":
          return `Uint8Array.from(atob(${text}), (unit) => unit.charCodeAt(0))`;
        case "array":
          return `undefined /* array ${tagged.text} */`;
      }
    }
    if (typeof value !== "object" || value === null) return JSON.stringify(value);
    const inner = `${indent}  `;
    const isList = Array.isArray(value);
    const parts = isList
      ? value.map((one) => codeOf(one, inner))
      : Object.entries(value)
          .filter(([name]) => name !== "$deps")
          .map(([name, one]) => `${NAME.test(name) ? name : JSON.stringify(name)}: ${codeOf(one, inner)}`);
    parts.push(...more);
    if (parts.length === 0) return isList ? "[]" : "{}";
    const [open, close] = isList ? ["[", "]"] : ["{ ", " }"];
    const line = `${open}${parts.join(", ")}${close}`;
    if (line.length + indent.length <= WIDTH && !line.includes("\n")) return line;
    return `${open.trim()}\n${parts.map((part) => `${inner}${part},\n`).join("")}${indent}${close.trim()}`;
  }
}
