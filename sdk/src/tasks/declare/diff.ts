import { canonicalText } from "../identity/canonical.ts";
import type { AnyTask, Json, TaskJson } from "../types.ts";

/** A place where two tasks differ. A side is undefined where it has no such place. */
export interface Difference {
  /** `params.model.depth`, `version`, `name`, `namespace`. */
  readonly path: string;
  readonly left: Json | undefined;
  readonly right: Json | undefined;
}

/**
 * Where two tasks differ, in order of path; tasks among their parameters are compared by id. Empty for equal ones.
 *
 * @example diff(train({ lr: 0.1 }), train({ lr: 0.2 })) // [{ path: "params.lr", left: 0.1, right: 0.2 }]
 */
export function diff(a: AnyTask | TaskJson, b: AnyTask | TaskJson): Difference[] {
  const [left, right] = [a, b].map((one) => ("toJSON" in one ? one.toJSON() : one)) as [TaskJson, TaskJson];
  const found: Difference[] = [];
  for (const path of ["namespace", "name", "version"] as const) {
    if (left[path] !== right[path]) found.push({ path, left: left[path], right: right[path] });
  }
  compare("params", left.params, right.params, found);
  return found;
}

const isObject = (value: Json | undefined): value is { [member: string]: Json } =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isTagged = (value: { [member: string]: Json }): boolean =>
  Object.keys(value).some((name) => name.startsWith("$") && !name.startsWith("$$") && name !== "$deps");

function compare(path: string, left: Json | undefined, right: Json | undefined, found: Difference[]): void {
  if (isObject(left) && isObject(right) && !isTagged(left) && !isTagged(right)) {
    for (const name of [...new Set([...Object.keys(left), ...Object.keys(right)])].sort()) {
      compare(
        `${path}.${name}`,
        Object.hasOwn(left, name) ? left[name] : undefined,
        Object.hasOwn(right, name) ? right[name] : undefined,
        found,
      );
    }
  } else if (Array.isArray(left) && Array.isArray(right)) {
    for (let i = 0; i < Math.max(left.length, right.length); i++) compare(`${path}[${i}]`, left[i], right[i], found);
  } else if (left === undefined || right === undefined ? left !== right : canonicalText(left) !== canonicalText(right)) {
    found.push({ path, left, right });
  }
}
