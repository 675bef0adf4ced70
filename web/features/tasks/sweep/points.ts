import type { TaskParams } from "@cairn/sdk/schema";
import { codeWriter, type SnippetTask } from "../task/snippet";
import { typeName } from "../words";

/** A parameter with the values that it takes. */
export interface Axis {
  path: readonly string[];
  values: readonly TaskParams[];
}

/** How many tasks the axes make. */
export const countOf = (axes: readonly Axis[]): number => axes.reduce((product, { values }) => product * values.length, 1);

/** Every combination of the values, the last axis varying fastest. */
export function pointsOf(axes: readonly Axis[]): TaskParams[][] {
  let points: TaskParams[][] = [[]];
  for (const { values } of axes) points = points.flatMap((point) => values.map((value) => [...point, value]));
  return points;
}

/** The parameters with a value at a path; objects on the way are made. */
export function withValue(params: TaskParams, [name, ...rest]: readonly string[], value: TaskParams): TaskParams {
  if (name === undefined) return value;
  const members = typeof params === "object" && params !== null && !Array.isArray(params) ? params : {};
  return { ...members, [name]: withValue(members[name] ?? {}, rest, value) };
}

/** Parameters of the task at a point. */
export const paramsAt = (base: TaskParams, axes: readonly Axis[], point: readonly TaskParams[]): TaskParams =>
  axes.reduce((params, { path }, i) => withValue(params, path, point[i] ?? null), base);

/** Variables for paths: their last names, or as much of the path as tells them apart. */
export function variablesOf(paths: readonly (readonly string[])[]): string[] {
  const taken = new Set<string>();
  return paths.map((path) => {
    for (let length = 1; ; length++) {
      const words = path
        .slice(-length)
        .join("_")
        .replace(/\W+/g, "_")
        .replace(/^(?=\d)/, "_");
      const name = length > path.length ? `${words}_${taken.size}` : words;
      if (name === "" || taken.has(name)) continue;
      taken.add(name);
      return name;
    }
  });
}

/** A module that exports the tasks of a sweep. */
export function sweepCode(
  task: SnippetTask & { namespace: string },
  axes: readonly Axis[],
  known: ReadonlyMap<string, SnippetTask> = new Map(),
): string {
  const names = variablesOf(axes.map(({ path }) => path));
  const stands = names.map((name): TaskParams => ({ $variable: name }));
  const { callOf, codeOf, imports } = codeWriter(known, new Map(stands.map((one, i) => [one, names[i] ?? ""])));
  const lists = axes.map(({ values }, i) => `  ${names[i]}: ${codeOf([...values], "  ")},`);
  const call = callOf({ ...task, params: paramsAt(task.params, axes, stands) }, "  ");
  return [
    `import { grid } from "@cairn/sdk/tasks";`,
    ...imports(),
    "",
    `/** ${countOf(axes).toLocaleString("en")} tasks of ${typeName(task)}. */`,
    "const points = grid({",
    ...lists,
    "});",
    `const tasks = points.map(({ ${names.join(", ")} }) =>`,
    `  ${call},`,
    ");",
    "export default tasks;",
    "",
  ].join("\n");
}
