import type { TaskParams } from "@cairn/sdk/schema";
import { readTagged } from "./tagged";

/** Something that two tasks do not have in common; a side that has none is left out. */
export interface ParamDifference {
  path: string;
  a?: TaskParams;
  b?: TaskParams;
}

const isGroup = (value: TaskParams | undefined): value is TaskParams[] | { [member: string]: TaskParams } =>
  typeof value === "object" && value !== null && readTagged(value) === null;

/** What differs between the parameters of two tasks, by path: `model.depth`, `layers[2]`. Tagged values are compared whole. */
export function paramsDiff(a: TaskParams | undefined, b: TaskParams | undefined, path = ""): ParamDifference[] {
  if (isGroup(a) && isGroup(b) && Array.isArray(a) === Array.isArray(b)) {
    const isList = Array.isArray(a);
    const [left, right] = [a as { [member: string]: TaskParams }, b as { [member: string]: TaskParams }];
    const names = [...new Set([...Object.keys(left), ...Object.keys(right)])];
    return names.flatMap((name) => paramsDiff(left[name], right[name], isList ? `${path}[${name}]` : path ? `${path}.${name}` : name));
  }
  if (JSON.stringify(a) === JSON.stringify(b)) return [];
  return [{ path: path || "params", ...(a === undefined ? {} : { a }), ...(b === undefined ? {} : { b }) }];
}
