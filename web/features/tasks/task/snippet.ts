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

/**
 * A program that makes a task and computes what is missing of it.
 *
 * @param known tasks among its parameters, and among theirs, by id; one that is not known is told as what it is, to be filled in
 */
export function snippetOf(task: SnippetTask, known: ReadonlyMap<string, SnippetTask> = new Map()): string {
  const { callOf, imports } = codeWriter(known);
  const call = callOf(task, "");
  return [`import { build } from "@cairn/sdk/tasks";`, ...imports(), "", `await build([${call}]);`, ""].join("\n");
}

/**
 * Writes calls that make tasks.
 *
 * @param variables names of variables, by the objects among the parameters that stand for them
 */
export function codeWriter(known: ReadonlyMap<string, SnippetTask>, variables: ReadonlyMap<unknown, string> = new Map()) {
  const makers = new Map<string, Set<string>>();
  const imports = () => [...makers].map(([module, names]) => `import { ${[...names].sort().join(", ")} } from ${JSON.stringify(module)};`);
  return { callOf, codeOf, imports };

  function callOf({ name, module, params }: SnippetTask, indent: string): string {
    const maker = constructorOf(name);
    const from = module ?? "./tasks.ts";
    makers.set(from, (makers.get(from) ?? new Set()).add(maker));
    const isEmpty = typeof params === "object" && params !== null && Object.keys(params).length === 0;
    return `${maker}(${isEmpty ? "" : codeOf(params, indent)})`;
  }
  function codeOf(value: TaskParams, indent: string): string {
    const variable = variables.get(value);
    if (variable !== undefined) return variable;
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
          .map(([name, one]) => {
            const code = codeOf(one, inner);
            return code === name && variables.has(one) ? name : `${NAME.test(name) ? name : JSON.stringify(name)}: ${code}`;
          });
    if (parts.length === 0) return isList ? "[]" : "{}";
    const [open, close] = isList ? ["[", "]"] : ["{ ", " }"];
    const line = `${open}${parts.join(", ")}${close}`;
    if (line.length + indent.length <= WIDTH && !line.includes("\n")) return line;
    return `${open.trim()}\n${parts.map((part) => `${inner}${part},\n`).join("")}${indent}${close.trim()}`;
  }
}
