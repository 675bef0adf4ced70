import { base64Of, isTask } from "../identity/canonical.ts";
import type { AnyTask } from "../types.ts";

const WIDTH = 100;
const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

/** Name of the constructor in code: the type's name with its dashes taken out, as in `loadData` for `load-data`. */
const constructorOf = ({ type }: AnyTask): string => type.name.replace(/-+(\w?)/g, (_, next: string) => next.toUpperCase());

/** A program that makes a task: imports of the modules that declare its types, then one expression. */
export function codeOf(task: AnyTask): string {
  const imports = new Map<string, Set<string>>();
  const expression = print(task, "");
  const lines = [...imports].map(([module, names]) => `import { ${[...names].sort().join(", ")} } from ${JSON.stringify(module)};`);
  return [...lines, ...(lines.length > 0 ? [""] : []), `const task = ${expression};`, ""].join("\n");

  function print(value: unknown, indent: string): string {
    if (isTask(value)) {
      const name = constructorOf(value);
      const { module } = value.type;
      if (module !== undefined) imports.set(module, (imports.get(module) ?? new Set()).add(name));
      const params = Object.keys((value.params ?? {}) as object).length === 0 ? "" : print(value.params, indent);
      return `${name}(${params})`;
    }
    if (value === undefined) return "undefined";
    if (typeof value === "bigint") return `${value}n`;
    if (typeof value === "number") return Object.is(value, -0) ? "0" : String(value);
    if (typeof value !== "object" || value === null) return JSON.stringify(value);
    if (value instanceof Date) return `new Date(${JSON.stringify(value.toISOString())})`;
    if (value instanceof URL) return `new URL(${JSON.stringify(value.href)})`;
    if (value instanceof Set) return `new Set(${print([...value], indent)})`;
    if (value instanceof Map) return `new Map(${print([...value], indent)})`;
    if (value instanceof ArrayBuffer) return `${print(new Uint8Array(value), indent)}.buffer`;
    if (value instanceof Uint8Array) return `Uint8Array.from(atob(${JSON.stringify(base64Of(value))}), (unit) => unit.charCodeAt(0))`;
    if (ArrayBuffer.isView(value))
      return `new ${value.constructor.name}([${[...(value as Float32Array)].map((one) => print(one, indent)).join(", ")}])`;
    const inner = `${indent}  `;
    const isList = Array.isArray(value);
    const parts = isList
      ? value.map((one) => print(one, inner))
      : Object.entries(value)
          .filter(([, one]) => one !== undefined)
          .map(
            ([name, one]) =>
              `${IDENTIFIER.test(name) ? name : name === "__proto__" ? '["__proto__"]' : JSON.stringify(name)}: ${print(one, inner)}`,
          );
    const [open, close] = isList ? ["[", "]"] : ["{ ", " }"];
    const short = `${open}${parts.join(", ")}${close}`;
    if (parts.length === 0) return isList ? "[]" : "{}";
    if (short.length + indent.length <= WIDTH && !short.includes("\n")) return short;
    return `${open.trim()}\n${parts.map((part) => `${inner}${part},\n`).join("")}${indent}${close.trim()}`;
  }
}
