import type { Chore } from "../chores.ts";

/** Folds runs that changed into the columns of their segments. */
export const foldChore: Chore = {
  name: "fold runs into columns",
  dueAt: (ctx) => ctx.columns.foldAt,
  run: (ctx) => ctx.columns.foldNext(ctx.series),
};
