import { badParameter } from "../identity/canonical.ts";

/** Names with the values that each is to take. */
type Axes = { readonly [name: string]: readonly unknown[] };

/**
 * Every combination of values, the last name varying fastest: the parameters of a sweep.
 * @throws TaskParameterError for a name whose values are no list
 *
 * @example
 * const sweep = grid({ rounds: [10, 40], rate: [0.1, 0.3] }).map((point) => train({ on: learn, ...point })); // 4 tasks
 */
export function grid<const A extends Axes>(axes: A): { -readonly [name in keyof A]: A[name][number] }[] {
  let points: { [name: string]: unknown }[] = [{}];
  for (const [name, values] of Object.entries(axes)) {
    if (!Array.isArray(values)) throw badParameter(name, "type", "must be a list of the values that it takes");
    points = points.flatMap((point) => values.map((value) => ({ ...point, [name]: value })));
  }
  return points as { -readonly [name in keyof A]: A[name][number] }[];
}
