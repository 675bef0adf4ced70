import { z } from "zod";
import { naming, typeNameOf } from "../errors.ts";
import { badParameter } from "../identity/canonical.ts";
import { type OutputDeclaration, outputSpec } from "../outputs/spec.ts";
import type { AnyTask, Estimate, Json, TaskContext } from "../types.ts";
import { checkSchema } from "./check-schema.ts";
import { formOf, type TaskGroup, tasksOf } from "./form.ts";
import { callerModule } from "./module.ts";
import { mismatch } from "./output-match.ts";
import { parseParams, reparseParams } from "./parse.ts";
import { schemaHashOf } from "./schema-hash.ts";
import { Task } from "./task.ts";
import { type RegisteredType, registerType } from "./type-registry.ts";
import { isSilent, unknownNamesOf } from "./unknown-names.ts";
import { writerOf } from "./writer.ts";

/** How a type of tasks is declared. */
export interface TaskDeclaration<S extends z.ZodObject, T> {
  /** Dotted path that keeps names apart, e.g. `vision.penguins`; none when left out. */
  readonly namespace?: string;
  /** Of the code: a new version makes new tasks. `1` when left out. */
  readonly version?: string;
  readonly params?: S;
  /** A schema of what `run` returns, or a serializer; JSON when left out. */
  readonly output?: OutputDeclaration<T>;
  /** Further tasks that it needs, which count for its id: one, several, or several by name. */
  readonly deps?: (params: z.output<S>) => TaskGroup;
  readonly run: (params: z.output<S>, ctx: TaskContext) => T | Promise<T>;
  /** Looks at an output before it is used; false, or an error, makes it computed anew. */
  readonly validate?: (value: T, task: AnyTask) => boolean | Promise<boolean>;
  readonly estimate?: (params: z.output<S>) => Estimate;
  /** The type that this one stands in for wherever a parameter asks for it. */
  readonly base?: { readonly type: RegisteredType };
  readonly kind?: string;
  readonly executor?: string;
  readonly maxAttempts?: number;
  /** URL of the module that declares it (`import.meta.url`); found by itself in Node. */
  readonly module?: string;
  /** One paragraph for people, shown beside it. */
  readonly doc?: string;
}

/** Makes tasks of one type. */
export interface TaskConstructor<S extends z.ZodObject, T> {
  (...input: Record<never, never> extends z.input<S> ? [input?: z.input<S>] : [input: z.input<S>]): Task<T, z.output<S>>;
  readonly type: RegisteredType;
  readonly __output?: T;
}

const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,99}$/;
const NAMESPACE = /^$|^[A-Za-z][A-Za-z0-9_-]*(\.[A-Za-z][A-Za-z0-9_-]*)*$/;
const NAMESPACE_MAX = 200;
const VERSION = /^[A-Za-z0-9][A-Za-z0-9._-]{0,49}$/;

/**
 * Declares a type of tasks.
 *
 * @param name of the type: letters, digits, `_` and `-`. It is part of every id.
 * @returns what makes tasks of it; calling it computes nothing
 * @throws TaskParameterError that names the field for a name, schema or output that cannot be; ConfigurationError when it is declared twice
 *
 * @example
 * const square = task("square", { params: z.object({ x: z.number() }), output: z.number(), run: ({ x }) => x * x });
 * await square({ x: 3 }).loadOrCreate(); // 9
 */
export function task<S extends z.ZodObject = z.ZodObject<Record<never, never>>, T = Json>(
  name: string,
  declaration: TaskDeclaration<S, T>,
): TaskConstructor<S, T> {
  const { namespace = "", version = "1", run, deps, validate, estimate, base, kind, executor, maxAttempts = 1, doc } = declaration;
  const whole = typeNameOf({ namespace, name: String(name), version });
  return naming(whole, () => {
    const check = (field: string, isRight: boolean, rule: string) => {
      if (!isRight) throw badParameter(field, "pattern", rule);
    };
    check("name", NAME.test(name), "must begin with a letter and may hold letters, digits, _ and -, up to 100: it is part of every id");
    check(
      "namespace",
      NAMESPACE.test(namespace) && namespace.length <= NAMESPACE_MAX,
      `must be a dotted path of names, up to ${NAMESPACE_MAX}`,
    );
    check("version", VERSION.test(version), "must begin with a letter or digit and may hold letters, digits, ., _ and -, up to 50");
    check("maxAttempts", Number.isInteger(maxAttempts) && maxAttempts >= 1 && maxAttempts <= 100, "must be a whole number from 1 to 100");
    if (typeof run !== "function") throw badParameter("run", "missing", "must be a function: it computes the output");
    const given: z.ZodObject = declaration.params ?? z.object({});
    check("params", given?._zod?.def?.type === "object", "must be a z.object with a member for each parameter");
    checkSchema(given);
    // A mistyped parameter would otherwise be left out, and another task be meant than is written.
    const schema = isSilent(given) ? given.strict() : given;
    const unknownNames = unknownNamesOf(schema);
    const write = writerOf(schema);
    const module = declaration.module ?? callerModule();
    const output = declaration.output ?? (z.json() as z.ZodType);
    const outputSchema =
      "_zod" in output ? (output as z.ZodType) : "schema" in output ? (output.schema as z.ZodType | undefined) : undefined;
    const made = (params: unknown, more: readonly AnyTask[]) =>
      new Task<T, z.output<S>>(type, params as z.output<S>, formOf(write, params, more));
    const needs = (params: unknown): readonly AnyTask[] => (deps ? tasksOf(deps(params as z.output<S>)) : NONE);
    const type: RegisteredType = {
      namespace,
      name,
      version,
      schema,
      schemaHash: schemaHashOf(schema),
      output: outputSpec(output as OutputDeclaration<unknown>),
      maxAttempts,
      run: run as RegisteredType["run"],
      make: (input) =>
        naming(whole, () => {
          const params = parseParams(schema, input, unknownNames);
          return made(params, needs(params));
        }),
      remake: (values, more) =>
        naming(whole, () => {
          const params = reparseParams(schema, values);
          return made(params, more ?? needs(params));
        }),
      ...(outputSchema && declaration.output ? { outputSchema } : {}),
      ...(validate ? { validate: validate as NonNullable<RegisteredType["validate"]> } : {}),
      ...(estimate ? { estimate: estimate as NonNullable<RegisteredType["estimate"]> } : {}),
      ...(base ? { base: base.type } : {}),
      ...(kind === undefined ? {} : { kind }),
      ...(executor === undefined ? {} : { executor }),
      ...(module === undefined ? {} : { module }),
      ...(doc === undefined ? {} : { doc }),
    };
    const difference = base?.type.outputSchema && type.outputSchema ? mismatch(type.outputSchema, base.type.outputSchema) : null;
    if (base && difference) throw badParameter("output", "base", `must fit that of ${typeNameOf(base.type)}: ${difference}`);
    registerType(type);
    return Object.assign(type.make, { type }) as unknown as TaskConstructor<S, T>;
  });
}

const NONE: readonly AnyTask[] = [];

/**
 * Declares types in a namespace.
 *
 * @example const vision = namespace("vision"); const train = vision.task("train", { … });
 */
export function namespace(path: string): { task: typeof task } {
  return { task: (name, declaration) => task(name, { namespace: path, ...declaration }) };
}
