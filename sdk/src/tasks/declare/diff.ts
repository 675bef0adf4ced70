import { canonicalText } from "../identity/canonical.ts";
import type { AnyTask, Json, TaskJson } from "../types.ts";

/** A place where two tasks differ. A side is undefined where it has no such place. */
export interface Difference {
  /** `params.model.depth`, `version`, `name`, `namespace`; `params.data.params.year` inside a task that is a parameter. */
  readonly path: string;
  readonly left: Json | undefined;
  readonly right: Json | undefined;
}

/**
 * Where two tasks differ, in order of path. Empty for equal ones. A task among the parameters is looked into when both sides are task values
 * of one type; of stored words only its id can be compared.
 *
 * @example
 * diff(train({ lr: 0.1 }), train({ lr: 0.2 })) // [{ path: "params.lr", left: 0.1, right: 0.2 }]
 */
export function diff(a: AnyTask | TaskJson, b: AnyTask | TaskJson): Difference[] {
  const found: Difference[] = [];
  compareTasks("", a, b, { found, seen: new Set() });
  return found;
}

interface Search {
  readonly found: Difference[];
  /** Pairs of tasks that were looked into: in a graph many ways lead to the same two. */
  readonly seen: Set<string>;
}

type Either = AnyTask | TaskJson;

function compareTasks(at: string, a: Either, b: Either, search: Search): void {
  if (a.id === b.id) return;
  const [left, right] = [wordsOf(a), wordsOf(b)];
  for (const name of ["namespace", "name", "version"] as const) {
    if (left[name] !== right[name]) search.found.push({ path: at + name, left: left[name], right: right[name] });
  }
  compare(
    `${at}params`,
    left.params,
    right.params,
    (path, one, other) => {
      const [before, after] = [dependency(a, one), dependency(b, other)];
      const isSame = before && after && before.type.namespace === after.type.namespace && before.type.name === after.type.name;
      const pair = `${one} ${other}`;
      // Of a pair that was shown at another place, the ids say enough.
      if (!isSame || search.seen.has(pair)) return false;
      search.seen.add(pair);
      const known = search.found.length;
      compareTasks(`${path}.`, before, after, search);
      return search.found.length > known;
    },
    search.found,
  );
}

const wordsOf = (one: Either): TaskJson => ("toJSON" in one ? one.toJSON() : one);

function dependency(of: Either, id: string): AnyTask | undefined {
  return "toJSON" in of ? of.dependencies.find((one) => one.id === id) : undefined;
}

const isObject = (value: Json | undefined): value is { [member: string]: Json } =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isTagged = (value: { [member: string]: Json }): boolean =>
  Object.keys(value).some((name) => name.startsWith("$") && !name.startsWith("$$") && name !== "$deps");
const taskIn = (value: Json | undefined): string | null => (isObject(value) && typeof value.$task === "string" ? value.$task : null);

/** @param enter looks into two tasks by their ids; answers whether it told of a difference */
function compare(
  path: string,
  left: Json | undefined,
  right: Json | undefined,
  enter: (path: string, left: string, right: string) => boolean,
  found: Difference[],
): void {
  const [before, after] = [taskIn(left), taskIn(right)];
  if (before !== null && after !== null && before !== after && enter(path, before, after)) return;
  if (isObject(left) && isObject(right) && !isTagged(left) && !isTagged(right)) {
    for (const name of [...new Set([...Object.keys(left), ...Object.keys(right)])].sort()) {
      const member = (of: { [member: string]: Json }) => (Object.hasOwn(of, name) ? of[name] : undefined);
      compare(`${path}.${name}`, member(left), member(right), enter, found);
    }
  } else if (Array.isArray(left) && Array.isArray(right)) {
    for (let i = 0; i < Math.max(left.length, right.length); i++) compare(`${path}[${i}]`, left[i], right[i], enter, found);
  } else if (left === undefined || right === undefined ? left !== right : canonicalText(left) !== canonicalText(right)) {
    found.push({ path, left, right });
  }
}
