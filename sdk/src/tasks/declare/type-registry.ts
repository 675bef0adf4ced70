import { ConfigurationError } from "../../errors.ts";
import { typeNameOf } from "../errors.ts";
import type { AnyTask, AnyTaskType } from "../types.ts";

/** A declared type with the function that makes its tasks. */
export interface RegisteredType extends AnyTaskType {
  /** Makes a task of parameters as a program gives them. @throws TaskParameterError */
  make(input: unknown): AnyTask;
  /**
   * Makes a task of parameters as another one holds them, e.g. a stored one.
   * @param more what `deps` gave then
   * @throws TaskParameterError
   */
  remake(values: { readonly [name: string]: unknown }, more?: readonly AnyTask[]): AnyTask;
  readonly doc?: string;
}

/** On the global object, because a program may hold this module twice. */
const shared = globalThis as { cairnTaskTypes?: Map<string, RegisteredType> };
shared.cairnTaskTypes ??= new Map();
const types: Map<string, RegisteredType> = shared.cairnTaskTypes;

const keyOf = ({ namespace, name, version }: { namespace: string; name: string; version: string }): string =>
  `${namespace}\0${name}\0${version}`;

/** @throws ConfigurationError when another type of the same name, with other parameters, is there already. */
export function registerType(type: RegisteredType): void {
  const known = types.get(keyOf(type));
  if (known && known.schemaHash !== type.schemaHash) {
    throw new ConfigurationError({
      code: "not_configured",
      detail: `The task type ${typeNameOf(type)} is declared twice, with other parameters. Give one of them another name, version or namespace.`,
    });
  }
  types.set(keyOf(type), type);
}

/** The type of these names, or null where it is not declared in this program. */
export const findType = (names: { namespace: string; name: string; version: string }): RegisteredType | null =>
  types.get(keyOf(names)) ?? null;

/**
 * What makes tasks of a type, by its whole name: for code that was written by a program.
 * @throws ConfigurationError when this program does not declare it
 *
 * @example declared("vision.train@1")({ lr: 0.1 })
 */
export function declared(name: string): (input?: unknown) => AnyTask {
  const type = [...types.values()].find((one) => typeNameOf(one) === name);
  if (type) return type.make;
  throw new ConfigurationError({
    code: "not_configured",
    detail: `The task type ${name} is not declared in this program. Import the module that declares it first.`,
  });
}

/** All types that this program has declared, in order of their names. */
export const declaredTypes = (): RegisteredType[] => [...types].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, type]) => type);

/** Forgets all types and gives back a function that brings them back; for tests. */
export function resetTypes(): () => void {
  const before = new Map(types);
  types.clear();
  return () => {
    types.clear();
    for (const [key, type] of before) types.set(key, type);
  };
}

/** What is stored of a task's type. */
interface StoredType {
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  readonly schema_hash: string;
}

/** `current`: declared as it was; `stale`: declared with other parameters now; `orphan`: no longer declared, in this version or at all. */
export type StoredState = "current" | "stale" | "orphan";

/** How a stored task stands to what this program declares. */
export function storedState(stored: StoredType): StoredState {
  const type = findType(stored);
  if (!type) return "orphan";
  return type.schemaHash === stored.schema_hash ? "current" : "stale";
}
