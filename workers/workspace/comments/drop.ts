import type { PurgeStep } from "../runs/purge.ts";
import { deleteSomeComments } from "./store.ts";

/** Comments that one step of a purge drops. */
const COMMENTS_PER_STEP = 500;

/** Drops the comments on a run. */
export const dropComments: PurgeStep = (ctx, runNumber) => deleteSomeComments(ctx.sql, runNumber, COMMENTS_PER_STEP) < COMMENTS_PER_STEP;
