import { readFileSync } from "node:fs";
import { jsonSchemaOf } from "../../tasks/declare/schema-hash.ts";
import type { RegisteredType } from "../../tasks/declare/type-registry.ts";
import type { TaskEnvironment } from "../../tasks/environment.ts";
import { bookedTasks } from "../../tasks/store/books.ts";
import { readCatalog } from "../../tasks/store/catalog.ts";
import type { AnyTask, Json, TaskJson } from "../../tasks/types.ts";
import { type CommandOption, type Invocation, listOf, textOf } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { Failure, usage } from "../failure.ts";
import { nearest } from "../text.ts";
import type { TaskModule, TaskSdk } from "./module.ts";
import { typeOf } from "./view.ts";

export const PARAMETER_OPTIONS: readonly CommandOption[] = [
  {
    flags: "-s, --set <name=value>",
    description: "A parameter, e.g. rounds=10 or model.depth=3; JSON where it can be read as such, and an id where a task is asked for",
    repeat: true,
  },
  { flags: "-p, --params <json>", description: "Parameters as JSON, or @file with JSON" },
];

/** The type that a word names: an export of the module, `train`, `vision.train` or `vision.train@1`. */
export function findDeclared({ exports, sdk, file }: TaskModule, word: string): RegisteredType {
  const exported = (exports[word] as { type?: RegisteredType } | undefined)?.type;
  if (exported?.make) return exported;
  const all = sdk.declaredTypes();
  const found = all.filter((type) => [type.name, typeOf(type), typeOf(type).replace(/@[^@]*$/, "")].includes(word));
  const [only] = found;
  if (only && found.length === 1) return only;
  if (only) throw usage(`${found.length} types are called ${word}: ${found.map(typeOf).join(", ")}. Say which.`);
  const names = all.map(typeOf);
  const near = nearest(
    word,
    all.map(({ name }) => name),
  );
  throw new Failure(EXIT.notFound, `${file} declares no task type ${word}${near ? `; did you mean ${near}?` : "."}`, undefined, {
    details: names.length > 0 ? [`It declares ${names.join(", ")}`] : [],
  });
}

function readJson(text: string): { [name: string]: Json } {
  const [source, name] = text.startsWith("@") ? [readFileSync(text.slice(1), "utf8"), text.slice(1)] : [text, "--params"];
  try {
    const parsed: unknown = JSON.parse(source);
    if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) return parsed as { [name: string]: Json };
  } catch {
    // Said below.
  }
  throw usage(`${name} must be JSON with a value per parameter, e.g. {"rounds":10}.`);
}

interface Schema {
  readonly type?: string;
  readonly "x-cairn"?: string;
  readonly properties?: { readonly [name: string]: Schema };
}

/** Parameters as they were typed, as the type takes them. */
export async function parametersOf(
  type: RegisteredType,
  invocation: Invocation,
  { sdk, environment }: { sdk: TaskSdk; environment: TaskEnvironment },
): Promise<{ [name: string]: unknown }> {
  const params = textOf(invocation, "params");
  const made: { [name: string]: unknown } = params === undefined ? {} : readJson(params);
  const schema = jsonSchemaOf(type.schema) as Schema;
  const findTask = taskFinder(sdk, environment);
  for (const [name, value] of Object.entries(made)) made[name] = await typed(value, schema.properties?.[name], findTask);
  for (const said of listOf(invocation, "set")) {
    const at = said.indexOf("=");
    if (at < 1) throw usage(`--set takes a name and a value, e.g. --set rounds=10, not ${said}.`);
    const path = said.slice(0, at).split(".");
    let place = made;
    let inner: Schema | undefined = schema;
    for (const name of path.slice(0, -1)) {
      if (typeof place[name] !== "object" || place[name] === null) place[name] = {};
      place = place[name] as { [name: string]: unknown };
      inner = inner?.properties?.[name];
    }
    const name = path.at(-1) as string;
    place[name] = await typed(said.slice(at + 1), inner?.properties?.[name], findTask, true);
  }
  return made;
}

type FindTask = (word: string) => Promise<AnyTask>;

async function typed(value: unknown, schema: Schema | undefined, findTask: FindTask, isText = false): Promise<unknown> {
  const kind = schema?.["x-cairn"] ?? "";
  if (typeof value === "object" && value !== null && "$task" in value) return findTask(String(value.$task));
  if (Array.isArray(value)) return Promise.all(value.map((one) => typed(one, undefined, findTask)));
  if (typeof value !== "string") return value;
  if (kind.startsWith("task")) return findTask(value);
  if (kind === "date") return new Date(value);
  if (kind === "bigint" && /^-?\d+$/.test(value)) return BigInt(value);
  if (!isText || schema?.type === "string") return value;
  try {
    const parsed: unknown = JSON.parse(value);
    return typeof parsed === "object" ? typed(parsed, schema, findTask) : parsed;
  } catch {
    return value;
  }
}

/** Tasks by id, or by the beginning of one, with all that they need. */
function taskFinder(sdk: TaskSdk, environment: TaskEnvironment): FindTask {
  let known: Promise<Map<string, TaskJson>> | undefined;
  const read = async (): Promise<Map<string, TaskJson>> => {
    const { entries } = await readCatalog(environment);
    return new Map([...bookedTasks(environment), ...entries.map(({ id, marker }) => [id, marker.task] as const)]);
  };
  return async (word) => {
    known ??= read();
    const words = await known;
    const found = /^[0-9a-f]{8,64}$/.test(word) ? [...words.keys()].filter((id) => id.startsWith(word)) : [];
    const [id] = found;
    if (id === undefined || found.length > 1)
      throw usage(`${word} must be the id of a stored task, or the first 8 digits of it or more.`, "cairn task list");
    return sdk.taskById(id, async (ids) => ids.flatMap((one) => words.get(one) ?? []));
  };
}
