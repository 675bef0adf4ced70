import { dropArtifacts } from "../artifacts/delete.ts";
import { dropComments } from "../comments/drop.ts";
import type { VerbCtx } from "../context.ts";
import { dropLines } from "../logs/drop.ts";
import { dropMedia } from "../media/drop.ts";
import { dropRunPoints } from "../metrics/drop.ts";

/**
 * What an area keeps of a run, dropped for good. Called again and again, each time in a transaction of its own, until it answers
 * true: nothing is left. So one call drops little (as much as takes about 10 ms), and again is harmless. Keys of bytes in R2 go to
 * `addGarbage` (garbage/store.ts) in the same transaction. The run itself is in the trash for good then: no verb finds it any more.
 */
export type PurgeStep = (ctx: VerbCtx, runNumber: number) => boolean;

/** In the order they are done; the rows of the run itself go last, after all of these (empty-trash.ts). */
export const PURGE_STEPS: readonly PurgeStep[] = [dropRunPoints, dropLines, dropArtifacts, dropMedia, dropComments];
