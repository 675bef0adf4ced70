import { DAY_MS, SECOND_MS } from "../../shared/clock.ts";

/** Leases that are held at once in a workspace, unless a lower limit was set. Ours: each is renewed every 30 s. */
export const LEASES_MAX = 10_000;
/** Ended leases that one alarm, or one call, settles before it lets other requests in. Ours. */
export const EXPIRED_PER_STEP = 500;
/** Attempts that still run are told of by one list. Ours. */
export const ATTEMPTS_SHOWN = 50;
/** Relatives that the page of a task shows, and builds. Ours. */
export const RELATIVES_SHOWN = 200;
export const BUILDS_SHOWN = 20;
/** Relatives of one task that are listed. Ours: all of them are walked to before a page of them is told. */
export const RELATIVES_MAX = 100_000;
/** Reports of one task. Ours. */
export const ASSETS_PER_TASK_MAX = 100;
/** Lines that are kept of one attempt; the last one says that the log is full. Ours. */
export const LINES_PER_ATTEMPT_MAX = 200_000;
/** Tags of one task as JSON, in characters: they share a row. Ours. */
export const TASK_TAGS_MAX_CHARS = 256 * 1024;
/** Conditions of one search. Ours: each binds up to four of the 100 values that the runtime gives a statement. */
export const CONDITIONS_MAX = 20;
/** Different fields of a workspace that a search knows. Ours. */
export const PATHS_MAX = 20_000;
/** A condition that so many tasks fulfil is checked task by task; one that fewer do is where a search starts. Ours. */
export const RARE_MAX = 2_000;
/** Tasks that one page of a search looks at before it answers with what it has. Ours: about 100 ms. */
export const SCAN_MAX = 100_000;
/** Deleted tasks can be taken back for so long. */
export const TASK_TRASH_MS = 30 * DAY_MS;
/** Tasks that one call moves to the trash, and that one alarm drops for good. Ours. */
export const COLLECTED_MAX = 10_000;
export const PURGED_PER_STEP = 50;
export const PURGE_STEPS = 20;
/** Tasks of the same type that an explanation compares with. Ours. */
export const COMPARED_MAX = 500;
export const DIFFERENCES_MAX = 200;
/** Tasks of an export. Ours: it is read in pieces, but its order is in memory. */
export const EXPORT_TASKS_MAX = 100_000;
/** Characters of an export that are read at once, the line that goes beyond included. Ours: an object answers with 32 MiB at most. */
export const EXPORT_PIECE_CHARS = 4 * 1024 * 1024;

/** Tasks that an invalidation takes back in one transaction. Ours. */
export const INVALIDATED_MAX = 100_000;

/** Characters that a build keeps of the message of a failure. Ours: the attempt has all of it. */
export const BUILD_ERROR_CHARS = 500;
/** Those who follow a build hear of it at most so often. Ours. */
export const LIVE_BUILD_EVERY_MS = SECOND_MS / 4;
/** Changed tasks of one message. Ours: more are fetched. */
export const LIVE_BUILD_TASKS_MAX = 1_000;
