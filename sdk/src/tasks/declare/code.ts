import { typeNameOf } from "../errors.ts";
import { base64Of, isTask } from "../identity/canonical.ts";
import type { AnyTask } from "../types.ts";
import { isRepeatable } from "./parse.ts";
import { closureOf, isAlias } from "./revive.ts";

const WIDTH = 100;
const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;
/** Names that cannot be given to a constant in a module, and those that the program uses itself. */
const TAKEN = new Set(
  (
    "arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for function " +
    "if implements import in instanceof interface let new null package private protected public return static super switch this throw true " +
    "try typeof undefined var void while with yield NaN Infinity Date URL Set Map Array Object String atob aliasTask declared reviveTask"
  ).split(" "),
);

/**
 * A program that makes a task: it imports the modules that declare the types, then makes what the task needs and the task itself, which it
 * exports as `task`. Where no module is known, its place is a comment.
 */
export function codeOf(task: AnyTask): string {
  const all = closureOf([task]);
  const names = new Names();
  const made = new Map(all.map((one) => [one.id, names.of(one === task ? "task" : `${one.type.name}-task`)]));
  const nameOf = (one: AnyTask): string => made.get(one.id) ?? "";
  const constructors = new Map<string, string>();
  const imported = new Set<string>();
  const lines = all.map((one) => {
    const begin = `${one === task ? "export " : ""}const ${nameOf(one)} = `;
    return `${begin}${expression(one)};`;
  });
  const modules = new Map(all.map(({ type }) => [type.module ?? typeNameOf(type), type.module !== undefined]));
  const header = [
    `import { ${[...imported].sort().join(", ")} } from "@cairn/sdk/tasks";`,
    ...[...modules].map(([name, isKnown]) => (isKnown ? `import ${JSON.stringify(name)};` : `// Import the module that declares ${name}.`)),
  ];
  const declarations = [...constructors].map(([type, name]) => `const ${name} = declared(${JSON.stringify(type)});`);
  return `${[header, declarations, lines]
    .filter((part) => part.length > 0)
    .map((part) => part.join("\n"))
    .join("\n\n")}\n`;

  function expression(one: AnyTask): string {
    const { namespace, name, version } = one.type;
    if (isAlias(one)) {
      imported.add("aliasTask");
      return `aliasTask(${print({ id: one.id, namespace, name, version }, "", nameOf)})`;
    }
    if (!isRepeatable(one.type.schema)) {
      // Its schema makes something else of what it is given, so its words are all that is known.
      imported.add("reviveTask");
      const needs = one.dependencies.map(nameOf).join(", ");
      return `reviveTask(${print(one.toJSON(), "", nameOf)}, (id) => [${needs}].find((one) => one.id === id) ?? null)`;
    }
    imported.add("declared");
    const type = typeNameOf(one.type);
    const maker = constructors.get(type) ?? names.of(name);
    constructors.set(type, maker);
    return `${maker}(${Object.keys(one.params as object).length === 0 ? "" : print(one.params, "", nameOf)})`;
  }
}

/** Gives names to constants, each once. */
class Names {
  readonly #given = new Set(TAKEN);

  /** `loadData` for `load-data`, with a number when that is taken. */
  of(name: string): string {
    const plain = name.replace(/[-_]+(\w?)/g, (_, next: string) => next.toUpperCase());
    const first = plain.charAt(0).toLowerCase() + plain.slice(1);
    let own = first;
    for (let i = 2; this.#given.has(own); i++) own = `${first}${i}`;
    this.#given.add(own);
    return own;
  }
}

/** A value as an expression; tasks by the names of their constants. */
function print(value: unknown, indent: string, nameOf: (task: AnyTask) => string): string {
  const inside = `${indent}  `;
  const inner = (one: unknown): string => print(one, inside, nameOf);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "undefined";
  if (isTask(value)) return nameOf(value);
  if (value instanceof Date) return `new Date(${JSON.stringify(value.toISOString())})`;
  if (value instanceof URL) return `new URL(${JSON.stringify(value.href)})`;
  if (value instanceof Set) return `new Set(${print([...value], indent, nameOf)})`;
  if (value instanceof Map) return `new Map(${print([...value], indent, nameOf)})`;
  if (value instanceof ArrayBuffer) return `${print(new Uint8Array(value), indent, nameOf)}.buffer`;
  if (value instanceof Uint8Array) return `Uint8Array.from(atob(${JSON.stringify(base64Of(value))}), (unit) => unit.charCodeAt(0))`;
  if (ArrayBuffer.isView(value)) return `new ${value.constructor.name}([${[...(value as Float32Array)].map(inner).join(", ")}])`;
  if (Array.isArray(value)) return block("[", value.map(inner), "]", indent);
  const parts = Object.entries(value).map(([name, one]) => {
    const text = inner(one);
    return name === text
      ? name
      : `${name === "__proto__" ? '["__proto__"]' : IDENTIFIER.test(name) ? name : JSON.stringify(name)}: ${text}`;
  });
  return block("{", parts, "}", indent);
}

function block(open: string, parts: readonly string[], close: string, indent: string): string {
  const space = open === "{" && parts.length > 0 ? " " : "";
  const short = `${open}${space}${parts.join(", ")}${space}${close}`;
  if (short.length + indent.length <= WIDTH && !short.includes("\n")) return short;
  return `${open}\n${parts.map((part) => `${indent}  ${part},\n`).join("")}${indent}${close}`;
}
