import { typeNameOf } from "../errors.ts";
import type { AnyTask } from "../types.ts";

/** Which tasks are computed although they are complete. */
export type Force = boolean | "all" | readonly (string | AnyTask)[];

export interface ForceChoice {
  has(task: AnyTask): boolean;
}

/**
 * Reads what is to be computed anew: `true` the tasks that were asked for, `"all"` everything behind them too, or a list of tasks, ids (or
 * their first 8 digits or more) and names of types (`train`, `vision.train`, `vision.train@1`). Each is computed anew once.
 */
export function forceChoice(force: Force, roots: readonly AnyTask[]): ForceChoice {
  if (force === false) return { has: () => false };
  if (force === "all") return { has: () => true };
  if (force === true) {
    const ids = new Set(roots.map(({ id }) => id));
    return { has: ({ id }) => ids.has(id) };
  }
  const names = new Set(force.map((one) => (typeof one === "string" ? one : one.id)));
  const prefixes = [...names].filter((name) => /^[0-9a-f]{8,63}$/.test(name));
  return {
    has({ id, type }) {
      const full = typeNameOf(type);
      return (
        names.has(id) ||
        names.has(full) ||
        names.has(full.slice(0, -type.version.length - 1)) ||
        names.has(type.name) ||
        prefixes.some((prefix) => id.startsWith(prefix))
      );
    },
  };
}

/** From CAIRN_FORCE_RECOMPUTE: `1` or `true`, `all`, or names and ids with commas between. */
export function parseForce(text: string | undefined): Force {
  const said = text?.trim() ?? "";
  if (said === "" || said === "0" || said === "false") return false;
  if (said === "1" || said === "true") return true;
  return said === "all" ? "all" : said.split(",").map((name) => name.trim());
}
